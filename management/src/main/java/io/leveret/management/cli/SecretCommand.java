package io.leveret.management.cli;

import io.leveret.management.encryption.EncryptedTerm;
import io.leveret.management.encryption.PassphraseCipher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leveret config encode} and {@code leveret config decode}: passwords as they may stand in a file of settings.
 * Neither value nor passphrase is taken from the command line, which others can see: they are asked for, or read from
 * standard input, a line each.
 */
abstract sealed class SecretCommand implements Callable<Integer> {
    /** What cannot be decrypted (EX_DATAERR of sysexits). */
    private static final int DATA = 65;

    private final Terminal terminal;
    private BufferedReader lines;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "The passphrase is the first line of this file; it is asked for when not given.")
    private Path passphraseFile;

    @Option(
            names = "--cipher",
            paramLabel = "NAME",
            description = "As config_entry_decoder.cipher has it (default: aes_128_cbc).")
    private String cipher = PassphraseCipher.DEFAULT.cipher();

    @Option(
            names = "--hash",
            paramLabel = "NAME",
            description = "As config_entry_decoder.hash has it (default: sha256).")
    private String hash = PassphraseCipher.DEFAULT.hash();

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "As config_entry_decoder.iterations has it (default: 1).")
    private int iterations = PassphraseCipher.DEFAULT.iterations();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    SecretCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The other form of a value. */
    abstract String turned(PassphraseCipher with, String passphrase, String value) throws GeneralSecurityException;

    @Override
    public Integer call() {
        try {
            String value = asked("value");
            String turned = turned(wanted(), passphrase(), value);
            spec.commandLine().getOut().println(turned);
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot be read: " + e.getMessage());
            return LeveretCommand.USAGE;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            spec.commandLine()
                    .getErr()
                    .println("cannot be decrypted; is it the passphrase, and are cipher, hash and iterations those"
                            + " that it was encrypted with?");
            return DATA;
        }
    }

    private PassphraseCipher wanted() {
        if (!PassphraseCipher.ciphers().contains(cipher)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no such cipher; there are " + String.join(", ", PassphraseCipher.ciphers()));
        }
        if (!PassphraseCipher.hashes().contains(hash) || iterations < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "hashes are " + String.join(", ", PassphraseCipher.hashes()) + "; iterations at least 1");
        }
        return new PassphraseCipher(cipher, hash, iterations);
    }

    private String passphrase() throws IOException {
        if (passphraseFile == null) {
            return asked("passphrase");
        }
        try (BufferedReader reader = Files.newBufferedReader(passphraseFile)) {
            return there(reader.readLine(), passphraseFile + " is empty");
        }
    }

    private String asked(String what) throws IOException {
        String typed = lines == null ? terminal.password("The " + what + ": ") : null;
        if (typed != null) {
            return typed;
        }
        if (lines == null) {
            lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        }
        return there(lines.readLine(), "standard input has no line for the " + what);
    }

    private static String there(String line, String otherwise) throws IOException {
        if (line == null) {
            throw new IOException(otherwise);
        }
        return line;
    }

    @Command(
            name = "encode",
            description = {
                "Encrypts a password as it may stand in a file of settings, for config_entry_decoder.passphrase.",
                "Asks for the password and the passphrase, or reads a line of standard input for each.",
                "Example: leveret config encode --passphrase-file /etc/leveret/passphrase"
            },
            exitCodeOnInvalidInput = LeveretCommand.USAGE)
    static final class Encode extends SecretCommand {
        Encode(Terminal terminal) {
            super(terminal);
        }

        @Override
        String turned(PassphraseCipher with, String passphrase, String value) {
            return "encrypted:"
                    + with.encrypt(passphrase, EncryptedTerm.binary(value).toBytes());
        }
    }

    @Command(
            name = "decode",
            description = {
                "Decrypts a password that stands encrypted in a file of settings.",
                "Asks for the value, with or without encrypted: before it, and the passphrase, or reads a line of"
                        + " standard input for each.",
                "Example: leveret config decode --passphrase-file /etc/leveret/passphrase"
            },
            exitCodeOnInvalidInput = LeveretCommand.USAGE)
    static final class Decode extends SecretCommand {
        Decode(Terminal terminal) {
            super(terminal);
        }

        @Override
        String turned(PassphraseCipher with, String passphrase, String value) throws GeneralSecurityException {
            String base64 = value.startsWith("encrypted:") ? value.substring("encrypted:".length()) : value;
            return EncryptedTerm.fromBytes(with.decrypt(passphrase, base64)).text();
        }
    }
}
