package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs are RabbitMQ 4.0.5's. */
class EncodeCommandsTest {
    private final CommandLine line = new CommandLine(new FakeNode());

    @Test
    void whatIsEncodedIsDecoded() {
        for (String term : List.of("<<\"secret\">>", "\"a string\"", "secret")) {
            assertThat(line.run("rabbitmqctl", "-q encode '" + term + "' pass")).isZero();
            String encoded = line.out().strip();
            assertThat(encoded).matches("\\{encrypted,<<\"[A-Za-z0-9+/=]{64}\">>}");
            assertThat(line.ctl("decode '" + encoded + "' pass")).isZero();
            assertThat(line.out()).isEqualTo("Decrypting an advanced.config (Erlang term) value...\n" + term + "\n");
            String binary = encoded.substring(encoded.indexOf('<'), encoded.length() - 1);
            assertThat(line.ctl("-q decode '" + binary + "' pass")).isZero();
            assertThat(line.out()).isEqualTo(term + "\n");
            assertThat(line.ctl("-q decode '" + encoded + "' wrong")).isEqualTo(69);
            assertThat(line.err())
                    .isEqualTo("Error:\nFailed to decrypt the value. Things to check: is the passphrase correct?"
                            + " Are the cipher and hash algorithms the same as those used for encryption?\n");
        }
    }

    @Test
    void valueAndPassphraseAreAskedFor() {
        line.input.addAll(List.of("<<\"secret\">>", "pass"));
        assertThat(line.ctl("encode --cipher aes_256_cbc --hash sha512 --iterations 1000"))
                .isZero();
        assertThat(line.out())
                .startsWith(
                        "Encrypting value to be used in advanced.config...\nValue to encode: Passphrase: {encrypted");
        String encoded = line.out().substring(line.out().indexOf('{')).strip();
        line.input.add("pass");
        assertThat(line.ctl("-q decode --cipher aes_256_cbc --hash sha512 --iterations 1000 '" + encoded + "'"))
                .isZero();
        assertThat(line.out()).isEqualTo("Passphrase: <<\"secret\">>\n");
        assertThat(line.ctl("encode secret")).isEqualTo(69);
        assertThat(line.err()).isEqualTo("Error:\nnot_enough_args\n");
    }

    @ParameterizedTest
    @CsvSource({
        "encode a b c, 64, too many arguments.",
        "encode --cipher nosuch a b, 65, Bad argument: The requested cipher is not supported.",
        "encode --hash nosuch a b, 65, Bad argument: The requested hash is not supported",
        "encode --iterations 0 a b, 65, Bad argument: The requested number of iterations is incorrect",
        "decode, 64, not enough arguments: Please provide a value to decode and a passphrase",
        "decode --cipher nosuch a b, 65, Bad argument: The requested cipher is not supported",
        "decode --iterations 0 a b, 65,"
                + " Bad argument: The requested number of iterations is incorrect (must be a positive integer)"
    })
    void whatIsWrongIsSaid(String command, int code, String text) {
        assertThat(line.ctl(command)).isEqualTo(code);
        assertThat(line.err())
                .startsWith("Error (argument validation): " + text + "\nArguments given:\n\t" + command + "\n");
    }

    @Test
    void whatIsNoTermIsNotEncoded() {
        assertThat(line.ctl("-q encode 'secret word' pass")).isEqualTo(69);
        assertThat(line.err()).isEqualTo("Error:\nError during cipher operation\n");
    }
}
