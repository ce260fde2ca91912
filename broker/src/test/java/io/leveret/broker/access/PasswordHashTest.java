package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * RabbitMQ 4.0.5 gave its guest the first and lets users in with the last three; the second is a documented one.
     */
    @ParameterizedTest
    @CsvSource({
        "rabbit_password_hashing_sha256, guest,     u+k7wOkFaduLzQYXotweMVnPKZ0ikEkqKzTan7B19Q6NTDtE",
        "rabbit_password_hashing_sha256, test12,    kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",
        "rabbit_password_hashing_sha256, p\u00e4ssword, kI3GCqRGmQczlAqvk1F/BgE7o1IKCiYD7K4Yf8LaCJMScJvK",
        "rabbit_password_hashing_sha512, p\u00e4ssword,"
                + " kI3GCju7UUeJWBsL5Ep4tNOQuhC9U4Pw0ReHr9KQ3bAfhv+yjfu61Yi5fGDFSDHDagxz6MENhBXyqMdxjfsh7+Qe6t4=",
        "rabbit_password_hashing_md5,    p\u00e4ssword, kI3GClsFnrIfRa/hk1s1NnQCOsY="
    })
    void hashesOfRabbitMq(String algorithm, String password, String base64) {
        PasswordHash hash = PasswordHash.parse(base64, algorithm);
        assertThat(hash.matches(utf8(password))).isTrue();
        assertThat(hash.matches(utf8(password + " "))).isFalse();
        assertThat(hash.matches(utf8(password.substring(1)))).isFalse();
        assertThat(hash.matches(new byte[0])).isFalse();
        assertThat(hash.base64()).isEqualTo(base64);
        assertThat(hash.algorithm().rabbitName()).isEqualTo(algorithm);
        assertThat(hash.toString()).doesNotContain(base64);
    }

    @Test
    void ownHashesAreSaltedAndMatch() {
        PasswordHash one = PasswordHash.create("secret");
        PasswordHash other = PasswordHash.create("secret");
        assertThat(one).isNotEqualTo(other);
        assertThat(one.matches(utf8("secret"))).isTrue();
        assertThat(other.matches(utf8("secret"))).isTrue();
        assertThat(one.matches(utf8("Secret"))).isFalse();
        assertThat(PasswordHash.parse(one.base64(), one.algorithm().rabbitName()))
                .isEqualTo(one);
    }

    @Test
    void emptyAndOddHashesMatchNothing() {
        for (String base64 : new String[] {"", "AAAA", "AAAAAA==", "IECV6PZI"}) {
            PasswordHash hash = PasswordHash.parse(base64, "rabbit_password_hashing_sha256");
            assertThat(hash.matches(utf8("x"))).isFalse();
            assertThat(hash.matches(new byte[0])).isFalse();
            assertThat(hash.isEmpty()).isEqualTo(base64.isEmpty());
        }
        assertThat(PasswordHash.create("").isEmpty()).isTrue();
    }

    @Test
    void badHashesAreRefusedWithoutRepeatingThem() {
        assertThatThrownBy(() -> PasswordHash.parse("!secret!", "rabbit_password_hashing_sha256"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base64")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PasswordHash.parse("AAAA", "bcrypt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bcrypt");
    }
}
