package io.leveret.broker.access;

import com.google.re2j.Pattern;
import io.leveret.broker.settings.Settings;
import io.leveret.management.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What passwords that users are given must be, and how they are kept: RabbitMQ's {@code credential_validator} and
 * {@code password_hashing_module}. Hashes that come from elsewhere are taken as they are. Immutable.
 */
public final class PasswordRules {
    /** Any password, kept as RabbitMQ does by default. */
    public static final PasswordRules ANY = new PasswordRules(PasswordHash.Algorithm.SHA256, 0, null);

    private static final Logger LOG = LoggerFactory.getLogger(PasswordRules.class);
    private static final String VALIDATOR = "credential_validator.";

    /** Matches no text. */
    private static final Pattern NOTHING = LinearPattern.compile("x^");

    private final PasswordHash.Algorithm algorithm;
    private final int fewestBytes;

    /** What a part of each must match; null if nothing. */
    private final Pattern pattern;

    private PasswordRules(PasswordHash.Algorithm algorithm, int fewestBytes, Pattern pattern) {
        this.algorithm = algorithm;
        this.fewestBytes = fewestBytes;
        this.pattern = pattern;
    }

    /** As the settings have them. */
    public static PasswordRules of(Settings settings) {
        PasswordHash.Algorithm algorithm = PasswordHash.Algorithm.named(settings.text("password_hashing_module"));
        return switch (settings.text(VALIDATOR + "validation_backend")) {
            case "rabbit_credential_validator_min_password_length" ->
                new PasswordRules(algorithm, settings.integer(VALIDATOR + "min_length"), null);
            case "rabbit_credential_validator_password_regexp" -> new PasswordRules(algorithm, 0, pattern(settings));
            default -> new PasswordRules(algorithm, 0, null);
        };
    }

    private static Pattern pattern(Settings settings) {
        if (settings.has(VALIDATOR + "regexp")) {
            return LinearPattern.compile(settings.text(VALIDATOR + "regexp"));
        }
        LOG.warn("{}regexp is not set: no password will do for a user", VALIDATOR);
        return NOTHING;
    }

    /** Why it may not be one, in RabbitMQ's words; empty if it may. No password is as good as an empty one. */
    public Optional<String> refusal(String password) {
        if (password.getBytes(StandardCharsets.UTF_8).length < fewestBytes) {
            return Optional.of("minimum required password length is " + fewestBytes);
        }
        return pattern == null || pattern.matcher(password).find()
                ? Optional.empty()
                : Optional.of("provided password does not match the validator regular expression");
    }

    /** How it is kept; an empty one is none. */
    public PasswordHash hash(String password) {
        return PasswordHash.create(password, algorithm);
    }
}
