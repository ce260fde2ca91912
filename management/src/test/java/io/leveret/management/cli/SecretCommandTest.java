package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SecretCommandTest {
    @TempDir
    private Path directory;

    private String out;
    private String err;

    private int run(boolean encode, String input, String... arguments) {
        FakeTerminal terminal = new FakeTerminal();
        terminal.input = input;
        StringWriter written = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = new CommandLine(encode ? new SecretCommand.Encode(terminal) : new SecretCommand.Decode(terminal))
                .setOut(new PrintWriter(written, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
        out = written.toString().strip();
        err = errors.toString();
        return code;
    }

    @Test
    void aPasswordIsEncryptedAndDecrypted() {
        assertThat(run(true, "secret\npass\n")).isZero();
        String encrypted = out;
        assertThat(encrypted).startsWith("encrypted:");
        assertThat(run(false, encrypted + "\npass\n")).isZero();
        assertThat(out).isEqualTo("secret");
        assertThat(run(false, encrypted.substring(10) + "\npass\n")).isZero();
        assertThat(out).isEqualTo("secret");
        assertThat(run(false, encrypted + "\nwrong\n")).isEqualTo(65);
        assertThat(err).startsWith("cannot be decrypted; is it the passphrase").doesNotContain("wrong", "secret");
        assertThat(out).isEmpty();
    }

    @Test
    void thePassphraseIsTheFirstLineOfAFile() throws Exception {
        Path file = directory.resolve("passphrase");
        Files.writeString(file, "pass\nsecond line\n");
        assertThat(run(true, "secret\n", "--passphrase-file", file.toString(), "--cipher", "aes_256_cbc"))
                .isZero();
        assertThat(run(false, out + "\npass\n", "--cipher", "aes_256_cbc")).isZero();
        assertThat(out).isEqualTo("secret");
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        assertThat(run(true, "secret\n")).isEqualTo(64);
        assertThat(err).contains("standard input has no line for the passphrase");
        assertThat(run(true, "a\nb\n", "--cipher", "rot13")).isEqualTo(64);
        assertThat(err).contains("no such cipher; there are aes_128_cbc, ");
        assertThat(run(true, "a\nb\n", "--hash", "crc32")).isEqualTo(64);
        assertThat(run(
                        true,
                        "a\n",
                        "--passphrase-file",
                        directory.resolve("nosuch").toString()))
                .isEqualTo(64);
    }
}
