package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.access.AccessRecords;
import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.PasswordRules;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.User;
import io.leveret.broker.access.Users;
import io.leveret.broker.policies.PolicyTarget;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VhostDefaultsTest {
    private final VhostFixture node = new VhostFixture(1);
    private final Parameters parameters = new Parameters();
    private final StoredAccess access = new StoredAccess(
            new Users(), new Permissions(), new AccessRecords((byte) 2, (byte) 3, (byte) 7), PasswordRules.ANY);

    private VirtualHost given(String vhost, String... settings) throws Exception {
        node.vhosts.add(vhost, VhostMetadata.NONE);
        VirtualHost added = node.vhosts.get(vhost);
        new VhostDefaults(
                        new SettingsSources(Map.of()).sets(List.of(settings)).read(SettingsTable.load(), false),
                        parameters,
                        access)
                .giveTo(added);
        return added;
    }

    @Test
    void policiesHoldAtOnceWhereTheNameFits() throws Exception {
        String[] settings = {
            "default_policies.operator.p.vhost_pattern=^v",
            "default_policies.operator.p.queue_pattern=^q",
            "default_policies.operator.p.max_length=7"
        };
        assertThat(given("v", settings)
                        .policies()
                        .of(PolicyTarget.CLASSIC_QUEUE, "q")
                        .definition())
                .isEqualTo(Map.of("max-length", 7L));
        assertThat(given("w", settings)
                        .policies()
                        .of(PolicyTarget.CLASSIC_QUEUE, "q")
                        .definition())
                .isEmpty();
    }

    @Test
    void aPolicyThatSaysNothingHasNoEffect() throws Exception {
        VirtualHost vhost = given("v", "default_policies.operator.p.queue_pattern=^q");
        assertThat(vhost.policies().of(PolicyTarget.CLASSIC_QUEUE, "q").operatorName())
                .isEmpty();
    }

    @Test
    void ofLimitsThatFitTheFirstHoldAlone() throws Exception {
        given(
                "v",
                "default_limits.vhosts.b.max_queues=3",
                "default_limits.vhosts.a.pattern=^v$",
                "default_limits.vhosts.a.max_connections=5");
        assertThat(parameters.limits().connectionsTo("v")).isEqualTo(5);
        assertThat(parameters.limits().queuesIn("v")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aUserThatIsThereKeepsPasswordAndTags() throws Exception {
        User before = new User("u", PasswordHash.create("old"), Set.of("monitoring"));
        access.users().add(before);
        given("v", "default_users.u.password=new", "default_users.u.tags=administrator", "default_users.u.read=^r");
        assertThat(access.users().get("u")).isEqualTo(before);
        assertThat(access.permissions().get("u", "v")).isEqualTo(new Permission("u", "v", ".*", ".*", "^r"));
    }

    @Test
    void permissionsThatCannotBeMatchedAreNotGiven() throws Exception {
        given("v", "default_users.u.write=^(?!amq)");
        assertThat(access.permissions().hasVhost("u", "v")).isFalse();
    }
}
