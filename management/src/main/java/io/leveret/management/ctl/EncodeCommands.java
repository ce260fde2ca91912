package io.leveret.management.ctl;

import io.leveret.management.encryption.EncryptedTerm;
import io.leveret.management.encryption.PassphraseCipher;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of settings, encrypted and decrypted with a passphrase; what may be left out is asked for. */
final class EncodeCommands {
    private static final String GROUP = "Configuration and Environment";
    private static final String USAGE =
            "value passphrase [--cipher <cipher>] [--hash <hash>] [--iterations <iterations>]";
    private static final Pattern ENCRYPTED = Pattern.compile("\\{\\s*encrypted\\s*,(.*)}", Pattern.DOTALL);

    private EncodeCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("encode", GROUP, "Encrypts a sensitive configuration value")
                .takes(USAGE, 0, 2)
                .options("cipher", "hash", "iterations")
                .alsoWhenStopped()
                .checking(call -> check(call, ".", ""))
                .saying(call -> "Encrypting value to be used in advanced.config...")
                .doing(EncodeCommands::encode));
        table.add(Command.named("decode", GROUP, "Decrypts an encrypted configuration value")
                .takes(USAGE, 0, 2)
                .options("cipher", "hash", "iterations")
                .alsoWhenStopped()
                .checking(EncodeCommands::checkDecode)
                .saying(call -> "Decrypting an advanced.config (Erlang term) value...")
                .doing(EncodeCommands::decode));
    }

    private static void checkDecode(Invocation call) throws BadUsage {
        if (call.arguments().isEmpty()) {
            throw new BadUsage("not enough arguments: Please provide a value to decode and a passphrase");
        }
        check(call, "", " (must be a positive integer)");
    }

    private static void check(Invocation call, String stop, String positive) throws BadUsage {
        if (!PassphraseCipher.ciphers().contains(cipher(call))) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: The requested cipher is not supported" + stop);
        }
        if (!PassphraseCipher.hashes().contains(hash(call))) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: The requested hash is not supported");
        }
        if (iterations(call) < 1) {
            throw new BadUsage(
                    ExitCode.DATA, "Bad argument: The requested number of iterations is incorrect" + positive);
        }
    }

    private static String cipher(Invocation call) {
        return call.options().valueOr("cipher", PassphraseCipher.DEFAULT.cipher());
    }

    private static String hash(Invocation call) {
        return call.options().valueOr("hash", PassphraseCipher.DEFAULT.hash());
    }

    private static int iterations(Invocation call) throws BadUsage {
        String given = call.options().value("iterations");
        try {
            return given == null ? PassphraseCipher.DEFAULT.iterations() : Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new BadUsage("Invalid options for this command:\n--iterations : " + given);
        }
    }

    private static PassphraseCipher wanted(Invocation call) throws BadUsage {
        return new PassphraseCipher(cipher(call), hash(call), iterations(call));
    }

    private static Result encode(Invocation call) throws CommandFailure, BadUsage {
        String value = call.arguments().isEmpty() ? asked(call, "Value to encode: ") : call.argument(0);
        String passphrase = passphrase(call);
        EncryptedTerm term;
        try {
            term = EncryptedTerm.parse(value);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "Error during cipher operation");
        }
        return Result.lines("{encrypted,<<\"" + wanted(call).encrypt(passphrase, term.toBytes()) + "\">>}");
    }

    private static Result decode(Invocation call) throws CommandFailure, BadUsage {
        String passphrase = passphrase(call);
        try {
            Matcher tuple = ENCRYPTED.matcher(call.argument(0).strip());
            String base64 = EncryptedTerm.parse(tuple.matches() ? tuple.group(1) : call.argument(0))
                    .text();
            byte[] clear = wanted(call).decrypt(passphrase, base64);
            return Result.lines(EncryptedTerm.fromBytes(clear).source());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "Failed to decrypt the value. Things to check: is the passphrase correct?"
                            + " Are the cipher and hash algorithms the same as those used for encryption?");
        }
    }

    private static String passphrase(Invocation call) throws CommandFailure {
        return call.arguments().size() > 1 ? call.argument(1) : asked(call, "Passphrase: ");
    }

    private static String asked(Invocation call, String prompt) throws CommandFailure {
        try {
            call.session().out(prompt);
            String line = call.session().readLine();
            if (line != null) {
                return line;
            }
        } catch (IOException e) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "nothing could be read: " + e.getMessage());
        }
        throw CommandFailure.error(ExitCode.UNAVAILABLE, "not_enough_args");
    }
}
