package io.leveret.broker.settings;

import io.leveret.management.definitions.DefinitionsFiles;
import io.leveret.management.encryption.EncryptedTerm;
import io.leveret.management.encryption.PassphraseCipher;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

/**
 * Passwords that stand encrypted in a file of settings, {@code encrypted:BASE64}, and the keys
 * {@code config_entry_decoder.*} that say how to read them. RabbitMQ takes those from a file of Erlang terms.
 */
final class EncryptedValues {
    private static final String MARK = "encrypted:";
    private static final String PREFIX = "config_entry_decoder.";
    private static final String PASSPHRASE = PREFIX + "passphrase";
    private static final String FILE = PREFIX + "passphrase_file";

    private final PassphraseCipher cipher;
    private final String passphrase;

    /** What every value meets for want of a passphrase, or null. */
    private final String missing;

    /** @param values that passed so far, by key */
    EncryptedValues(SettingsTable table, Map<String, SettingsCheck.Checked> values) {
        cipher = new PassphraseCipher(
                text(table, values, PREFIX + "cipher"),
                text(table, values, PREFIX + "hash"),
                Integer.parseInt(text(table, values, PREFIX + "iterations")));
        String found = null;
        String lack = null;
        SettingsCheck.Checked file = values.get(FILE);
        if (values.containsKey(PASSPHRASE)) {
            found = values.get(PASSPHRASE).text();
        } else if (file == null) {
            lack = "it is encrypted, and neither " + PASSPHRASE + " nor " + FILE + " is set";
        } else {
            try (BufferedReader reader = Files.newBufferedReader(Path.of(file.text()))) {
                found = reader.readLine();
                lack = found == null
                        ? "it is encrypted, and " + file.text() + ", named by " + FILE + ", is empty"
                        : null;
            } catch (IOException e) {
                lack = "it is encrypted, and " + file.text() + ", named by " + FILE + " at " + file.place()
                        + ", cannot be read: " + DefinitionsFiles.reason(e);
            }
        }
        passphrase = found;
        missing = lack;
    }

    private static String text(SettingsTable table, Map<String, SettingsCheck.Checked> values, String key) {
        SettingsCheck.Checked set = values.get(key);
        return set != null ? set.text() : table.find(key).orElseThrow().defaultText();
    }

    static boolean isEncrypted(String text) {
        return text.startsWith(MARK);
    }

    /** Whether a key takes such values: what is never shown, but not what they are decrypted with. */
    static boolean isFor(Setting setting) {
        return setting.type().secret() && !setting.key().text().startsWith(PREFIX);
    }

    /**
     * The value in the clear.
     *
     * @throws IllegalArgumentException it cannot be had; the text says why and tells nothing of it
     */
    String decrypted(String text) {
        if (missing != null) {
            throw new IllegalArgumentException(missing);
        }
        try {
            return EncryptedTerm.fromBytes(cipher.decrypt(passphrase, text.substring(MARK.length())))
                    .text();
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("it cannot be decrypted with the passphrase that is set and "
                    + cipher.cipher() + ", " + cipher.hash() + ", iterations " + cipher.iterations() + " (" + PREFIX
                    + "*)");
        }
    }
}
