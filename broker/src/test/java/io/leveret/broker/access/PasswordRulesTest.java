package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.settings.SettingsException;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts are those of RabbitMQ 4.0.5. */
class PasswordRulesTest {
    private static PasswordRules of(String... sets) throws SettingsException {
        List<String> all = Arrays.asList(sets);
        return PasswordRules.of(new SettingsSources(Map.of()).sets(all).read(SettingsTable.load(), false));
    }

    @Test
    void anyPasswordWillDoUnlessTheSettingsSayOtherwise() throws Exception {
        assertThat(of().refusal("")).isEmpty();
        assertThat(of("credential_validator.min_length=9").refusal("abc"))
                .as("the backend is another")
                .isEmpty();
    }

    @Test
    void aPasswordHasItsLength() throws Exception {
        PasswordRules rules = of(
                "credential_validator.validation_backend=rabbit_credential_validator_min_password_length",
                "credential_validator.min_length=5");
        assertThat(rules.refusal("abcd")).contains("minimum required password length is 5");
        assertThat(rules.refusal("abcde")).isEmpty();
        assertThat(rules.refusal("äöü")).as("bytes").isEmpty();
        assertThat(of("credential_validator.validation_backend=rabbit_credential_validator_min_password_length")
                        .refusal("1234567"))
                .contains("minimum required password length is 8");
    }

    @Test
    void aPasswordMatches() throws Exception {
        PasswordRules rules = of(
                "credential_validator.validation_backend=rabbit_credential_validator_password_regexp",
                "credential_validator.regexp=[a-z]\\d");
        assertThat(rules.refusal("xa1x")).isEmpty();
        assertThat(rules.refusal("a")).contains("provided password does not match the validator regular expression");
        assertThat(of("credential_validator.validation_backend=rabbit_credential_validator_password_regexp")
                        .refusal("any"))
                .as("which one is not said")
                .isPresent();
        assertThatThrownBy(() -> of("credential_validator.regexp=("))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("credential_validator.regexp");
    }

    @Test
    void passwordsAreKeptAsIsSet() throws Exception {
        PasswordHash hash =
                of("password_hashing_module=rabbit_password_hashing_sha512").hash("secret");
        assertThat(hash.algorithm()).isEqualTo(PasswordHash.Algorithm.SHA512);
        assertThat(hash.matches("secret".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(hash.matches("other".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(of().hash("secret").algorithm()).isEqualTo(PasswordHash.Algorithm.SHA256);
        assertThat(of().hash("").isEmpty()).isTrue();
    }
}
