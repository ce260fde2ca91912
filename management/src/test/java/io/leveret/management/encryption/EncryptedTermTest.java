package io.leveret.management.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.encryption.EncryptedTerm.Kind;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedTermTest {
    /** The bytes are those of Erlang's {@code term_to_binary}. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<<\"secret\">>, BINARY, secret, g20AAAAGc2VjcmV0",
                "\"a string\", STRING, a string, g2sACGEgc3RyaW5n",
                "secret, ATOM, secret, g3cGc2VjcmV0",
                "'Odd one', ATOM, Odd one, g3cHT2RkIG9uZQ==",
                "<<>>, BINARY, ``, g20AAAAA",
                "<<\"\u00fc\"/utf8>>, BINARY, \u00fc, g20AAAACw7w=",
                "\"\u20aca\", STRING, \u20aca, g2wAAAACYgAAIKxiAAAAYWo=",
                "<<\"a\\\"b\\\\\\n\">>, BINARY, `a\"b\\\n`, g20AAAAFYSJiXAo="
            })
    void aTermIsReadAndWrittenAsErlangDoes(String source, Kind kind, String text, String external) {
        EncryptedTerm term = EncryptedTerm.parse(source);
        assertThat(term.kind()).isEqualTo(kind);
        assertThat(term.text()).isEqualTo(text);
        assertThat(Base64.getEncoder().encodeToString(term.toBytes())).isEqualTo(external);
        assertThat(EncryptedTerm.fromBytes(term.toBytes())).isEqualTo(term);
        assertThat(term.source()).isEqualTo(source);
        assertThat(term.toString()).isEqualTo("a term to be kept secret");
    }

    /** As Erlang writes them: small integers in a list, bytes that are no UTF-8, the empty list. */
    @ParameterizedTest
    @CsvSource({"g2wAAAACYgAAIKxhYWo=, \u20aca", "g20AAAAB/A==, \u00fc", "g2o=, ''", "g2QAAWE=, a", "g3MBYQ==, a"})
    void otherFormsOfATextAreRead(String external, String text) {
        assertThat(EncryptedTerm.fromBytes(Base64.getDecoder().decode(external)).text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "Variable", "\"open", "<<secret>>", "12", "{a,b}", "<<\"a\">>x"})
    void whatIsNoTextIsRefused(String source) {
        assertThatThrownBy(() -> EncryptedTerm.parse(source)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTakesTooMuchStackIsRefused() {
        assertThatThrownBy(() -> EncryptedTerm.parse('"' + "x".repeat(100_000) + '"'))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2000");
    }

    @Test
    void everyPartOfATermIsRefusedAndSoIsMore() {
        for (String source : new String[] {"<<\"secret\">>", "\"text\"", "\"\u20ac\"", "atom"}) {
            byte[] whole = EncryptedTerm.parse(source).toBytes();
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> EncryptedTerm.fromBytes(part))
                        .as("%s, %d bytes", source, length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> EncryptedTerm.fromBytes(Arrays.copyOf(whole, whole.length + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bytesOfAnyKindAreATermOrRefused() {
        long seed = Long.getLong("seed", 7L);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = (byte) 131;
                bytes[1] = (byte) (97 + random.nextInt(24));
            }
            try {
                assertThat(EncryptedTerm.fromBytes(bytes).text()).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as("seed %d", seed).hasNoCause();
            }
        }
    }
}
