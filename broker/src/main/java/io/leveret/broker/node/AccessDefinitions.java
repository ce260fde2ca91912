package io.leveret.broker.node;

import io.leveret.broker.access.AccessRecords;
import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.Authenticator.AnonymousLogin;
import io.leveret.broker.access.CertificateLogin;
import io.leveret.broker.access.PasswordRules;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.SaslMechanism;
import io.leveret.broker.access.User;
import io.leveret.broker.access.Users;
import io.leveret.broker.admin.Parameters;
import io.leveret.broker.admin.StoredAccess;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.CertificateName;
import io.leveret.broker.vhost.DefinitionKinds;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.EnumSet;
import java.util.Set;

/** Users, permissions and parameters as they are stored, and who judges logins by them. */
final class AccessDefinitions {
    private final Users users = new Users();
    private final Permissions permissions = new Permissions();
    private final Parameters parameters = new Parameters();
    private final AccessRecords records =
            new AccessRecords(DefinitionKinds.USER, DefinitionKinds.PERMISSION, DefinitionKinds.TOPIC_PERMISSION);

    private final PasswordRules passwords;

    AccessDefinitions(Settings settings) {
        passwords = PasswordRules.of(settings);
    }

    /** What passwords must be. */
    PasswordRules passwords() {
        return passwords;
    }

    /** For those who administer. */
    StoredAccess stored() {
        return new StoredAccess(users, permissions, records, passwords);
    }

    Parameters parameters() {
        return parameters;
    }

    Users users() {
        return users;
    }

    Permissions permissions() {
        return permissions;
    }

    /** Puts back one stored record; false if it is of none of these kinds. */
    boolean restore(byte kind, String key, byte[] value) {
        switch (kind) {
            case DefinitionKinds.USER -> users.put(records.user(key, value));
            case DefinitionKinds.PERMISSION -> permissions.put(records.permission(key, value));
            case DefinitionKinds.TOPIC_PERMISSION -> permissions.topics().put(records.topicPermission(key, value));
            case DefinitionKinds.PARAMETER -> parameters.restore(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Adds a user; the change is to be written. */
    Change add(User user) {
        users.put(user);
        return records.put(user);
    }

    /** Adds a permission; the change is to be written. */
    Change add(Permission permission) {
        permissions.put(permission);
        return records.put(permission);
    }

    /** Who judges logins, as the settings have it; those of the run time may change. */
    Authenticator authenticator(Settings settings, RuntimeSettings runtime) {
        Set<SaslMechanism> offered = EnumSet.noneOf(SaslMechanism.class);
        for (String name : settings.authMechanisms()) {
            offered.add(SaslMechanism.valueOf(name));
        }
        boolean verified = settings.text("ssl_options.verify").equals("verify_peer");
        CertificateLogin byCertificate = new CertificateLogin(CertificateName.of(settings), verified);
        Authenticator authenticator =
                new Authenticator(users, runtime::loopbackUsers, offered, anonymous(settings), byCertificate);
        authenticator.attempts().trackSources(settings.bool("track_auth_attempt_source"));
        return authenticator;
    }

    /** As whom ANONYMOUS logs in, from this machine only; null if nobody. */
    private static AnonymousLogin anonymous(Settings settings) {
        String user = settings.text("anonymous_login_user");
        return user.equals("none") ? null : new AnonymousLogin(user, settings.text("anonymous_login_pass"), true);
    }
}
