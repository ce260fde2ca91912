package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values are those that RabbitMQ 4.0.5 has made. */
class EncryptedValuesTest {
    /** {@code rabbitmqctl encode '<<"secret">>' pass}. */
    private static final String SECRET = "encrypted:YIN1eOaK9favRnC+GdPEJ6mra1PWdJuOc4NMyp/1rGKYs6mAKCUUHWujObun34KV";

    /** {@code rabbitmqctl encode --cipher aes_256_cbc --hash sha512 --iterations 1000 secret pass}. */
    private static final String STRONGER = "encrypted:5xNCJwkdF2rHeD5YX/axkYAi9eeUuYDhVprZDQut2701xcYqab9MyloxUIv39ZG/";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("leveret.conf");
    }

    private Settings read(boolean lenient, String... lines) throws SettingsException, IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
        return new SettingsSources(Map.of("PASS", "pass")).configFile(file).read(SettingsTable.load(), lenient);
    }

    @Test
    void aPasswordIsDecryptedWhereverThePassphraseStands() throws Exception {
        Path passphrase = directory.resolve("passphrase");
        Files.writeString(passphrase, "pass\r\nmore\n");
        for (String line : new String[] {
            "config_entry_decoder.passphrase = pass",
            "config_entry_decoder.passphrase = $(PASS)",
            "config_entry_decoder.passphrase_file = " + passphrase
        }) {
            Settings settings = read(
                    false,
                    "default_pass = " + SECRET,
                    line,
                    "default_users.jane.password = " + SECRET,
                    "heartbeat = 7");
            assertThat(settings.text("default_pass")).isEqualTo("secret");
            assertThat(settings.text("default_users.jane.password")).isEqualTo("secret");
            assertThat(settings.withSources())
                    .filteredOn(each -> each.key().contains("pass"))
                    .extracting(Settings.Effective::value)
                    .doesNotContain("secret", "pass", SECRET);
            assertThat(settings.effective().toString()).doesNotContain("secret", SECRET);
        }
    }

    @Test
    void cipherHashAndIterationsAreThoseThatAreSet() throws Exception {
        Settings settings = read(
                false,
                "default_pass = " + STRONGER,
                "config_entry_decoder.passphrase = pass",
                "config_entry_decoder.cipher = aes_256_cbc",
                "config_entry_decoder.hash = sha512",
                "config_entry_decoder.iterations = 1000");
        assertThat(settings.text("default_pass")).isEqualTo("secret");
    }

    @Test
    void whatCannotBeDecryptedIsRefusedWithoutASecret() {
        assertThatThrownBy(() -> read(false, "default_pass = " + SECRET, "config_entry_decoder.passphrase = wrong"))
                .hasMessage("bad value for default_pass at " + file + ":1: it cannot be decrypted with the passphrase"
                        + " that is set and aes_128_cbc, sha256, iterations 1 (config_entry_decoder.*)");
        assertThatThrownBy(() -> read(false, "default_pass = " + STRONGER, "config_entry_decoder.passphrase = pass"))
                .hasMessageContaining("it cannot be decrypted with");
        assertThatThrownBy(() -> read(false, "default_pass = " + SECRET))
                .hasMessage("bad value for default_pass at " + file + ":1: it is encrypted, and neither"
                        + " config_entry_decoder.passphrase nor config_entry_decoder.passphrase_file is set");
        assertThatThrownBy(() ->
                        read(false, "default_pass = " + SECRET, "config_entry_decoder.passphrase_file = /no/such"))
                .hasMessageContainingAll(
                        "default_pass",
                        "/no/such, named by config_entry_decoder.passphrase_file at " + file + ":2, cannot be read: it"
                                + " does not exist");
    }

    /** A node that left such a password out would have a user with the default one. */
    @Test
    void lenienceDoesNotLeaveThemOut() {
        assertThatThrownBy(() -> read(true, "default_user = admin", "default_pass = " + SECRET))
                .hasMessageContaining("default_pass");
    }

    @Test
    void passwordsAloneMayBeEncrypted() {
        assertThatThrownBy(() -> read(false, "default_user = " + SECRET, "config_entry_decoder.passphrase = pass"))
                .hasMessageContaining("expected a value in the clear or $(VARIABLE), since passwords alone");
        assertThatThrownBy(() -> read(false, "config_entry_decoder.passphrase = " + SECRET))
                .hasMessageContaining("passwords alone may be encrypted")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void whatStandsInErlangTermsIsNamed() throws Exception {
        Files.writeString(
                directory.resolve("advanced.config"),
                "[{rabbit, [{config_entry_decoder, [{passphrase, {file, \"/run/secrets/p\"}}, {cipher, aes_256_cbc},\n"
                        + " {hash, sha512}, {iterations, 1000}]}]}].");
        assertThatThrownBy(() -> read(false, "default_pass = " + SECRET))
                .hasMessageContaining("config_entry_decoder.passphrase_file");
    }
}
