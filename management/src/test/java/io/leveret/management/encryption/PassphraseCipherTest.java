package io.leveret.management.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassphraseCipherTest {
    private static final String PASSPHRASE = "pass phrase";
    private static final long SEED = Long.getLong("seed", 20_261_120L);

    /** Made by RabbitMQ 4.0.5 out of {@code <<"secret">>}. */
    @ParameterizedTest
    @CsvSource({
        "aes_128_cbc, sha256, 1, wpsMui93v7+Feoo8Ee1XQ95/VtBQQ7k2+GkKH0mei8uCidQj87R6NdheoP3JaSAD",
        "aes_256_cbc, sha512, 1000, Kywbf4DYdkTxLDij0uE/l5MslXEKmX+m5YPgPRrkmIpqvejQavgBDaDtWmhNRmv5",
        "aes_192_cbc, sha384, 7, be39hAm+O4BgZz3xaFu9UZKAvoLeIQmlXs8L1ilt6g/l2xCUjgsjsEo/qDv0wGI+",
        "aes_128_cfb128, sha, 2, E0FdBVaTcccS2YaY5s3IoTtsv8rQezm4IS+RG5tYVDZcnCZbnSf7fGV8WUor",
        "aes_192_cfb128, sha, 2, kfy3TE3n1Cm7fKF+QdWXPb2zyttNbeUVDuQeiX1pFGg/jcS+d4SW45lJwt2i",
        "aes_256_cfb8, sha224, 3, 8yDd/uZ7egHBYPC94r89LoxMv04GZMyzylR2mCB+Q1PG5Se6Y9/1cuF1f3Cw",
        "aes_256_ctr, sha256, 1, r+zRvZ3nC3KPYyq12lDgRMjd5oKcjd+a8/GnMSAYPEf8OMvlmWFqD9Ax5qCs",
        "aes_128_ofb, sha256, 1, ZuOiddqgy0B5KU/7oyVpyNsFqV4sxe4oGlsr3XKHEsry7RRWreOpeP3FRw6D",
        "des_ede3_cbc, sha256, 5, dT+JmbkeGJEbVlOTIQmuRj0ocITn1cpqNLWonid789zedvOPgNndoA==",
        "blowfish_cbc, sha256, 5, HgV8moBIBvxmoJRrqPMhiOcHMvUAhOPdPEHF/EwomlAxUgkDsIr1Aw==",
        "blowfish_cfb64, sha256, 5, G/qufYPsITBXskq1TZ9zs0P0TgvtLITCzk4e/E0tlQ2SpBknmw==",
        "blowfish_ofb64, sha256, 5, Kz/xJ+ye1FGXKUVfkDBHQDs63k5bW6CuabwNNjINLs8lFxqQug=="
    })
    void whatRabbitMqEncryptedIsDecrypted(String cipher, String hash, int iterations, String base64) throws Exception {
        byte[] clear = new PassphraseCipher(cipher, hash, iterations).decrypt(PASSPHRASE, base64);
        assertThat(EncryptedTerm.fromBytes(clear)).isEqualTo(EncryptedTerm.binary("secret"));
    }

    @Test
    void everyCipherWithEveryHashGivesBackWhatItWasGiven() throws Exception {
        Random random = new Random(SEED);
        for (String cipher : PassphraseCipher.ciphers()) {
            for (String hash : PassphraseCipher.hashes()) {
                byte[] clear = new byte[random.nextInt(50)];
                random.nextBytes(clear);
                PassphraseCipher with = new PassphraseCipher(cipher, hash, 1 + random.nextInt(3));
                String encrypted = with.encrypt("\u00fc" + hash, clear);
                assertThat(with.decrypt("\u00fc" + hash, encrypted))
                        .as("%s, seed %d", with, SEED)
                        .isEqualTo(clear);
                assertThat(with.encrypt("\u00fc" + hash, clear)).isNotEqualTo(encrypted);
            }
        }
    }

    /** One of 256 wrong passphrases leaves bytes that look padded; they are no term then. */
    @Test
    void anotherPassphraseGivesNoTerm() {
        String encrypted = PassphraseCipher.DEFAULT.encrypt(
                PASSPHRASE, EncryptedTerm.binary("secret").toBytes());
        for (int i = 0; i < 2_000; i++) {
            String wrong = PASSPHRASE + i;
            assertThatThrownBy(() -> EncryptedTerm.fromBytes(PassphraseCipher.DEFAULT.decrypt(wrong, encrypted)))
                    .isInstanceOfAny(GeneralSecurityException.class, IllegalArgumentException.class)
                    .message()
                    .doesNotContain("secret", PASSPHRASE);
        }
    }

    @Test
    void whatIsNoneIsRefused() {
        String tooShort = Base64.getEncoder().encodeToString(new byte[32]);
        String notOfBlocks = Base64.getEncoder().encodeToString(new byte[40]);
        for (String each : new String[] {"", "x", "no base64!", tooShort, notOfBlocks}) {
            assertThatThrownBy(() -> PassphraseCipher.DEFAULT.decrypt(PASSPHRASE, each))
                    .as(each)
                    .isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> new PassphraseCipher("rot13", "sha256", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PassphraseCipher("aes_128_cbc", "crc32", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PassphraseCipher("aes_128_cbc", "sha256", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
