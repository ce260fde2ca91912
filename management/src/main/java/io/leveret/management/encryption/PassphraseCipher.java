package io.leveret.management.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encryption with a passphrase as RabbitMQ has it: 16 bytes of salt, the initialization vector, and the padded bytes,
 * all in Base64. The key is made of passphrase and salt by PBKDF2 (RFC 8018). Each byte of the padding is its length,
 * as in PKCS #7; ciphers that work byte by byte are padded by one.
 *
 * @param cipher a name of Erlang's, such as {@code aes_256_cbc}
 * @param hash the function within PBKDF2, such as {@code sha512}
 * @param iterations of PBKDF2, at least 1
 */
public record PassphraseCipher(String cipher, String hash, int iterations) {
    private static final int SALT_BYTES = 16;

    /** A cipher as Java has it; {@code padBytes} is what the length must be a multiple of. */
    private record Algorithm(String mode, String key, int keyBytes, int ivBytes, int padBytes) {}

    private static final Map<String, Algorithm> CIPHERS = new TreeMap<>();
    private static final Map<String, String> HASHES = Map.of(
            "sha", "PBKDF2WithHmacSHA1",
            "sha224", "PBKDF2WithHmacSHA224",
            "sha256", "PBKDF2WithHmacSHA256",
            "sha384", "PBKDF2WithHmacSHA384",
            "sha512", "PBKDF2WithHmacSHA512");

    static {
        for (int bits : new int[] {128, 192, 256}) {
            aes(bits, "cbc", "CBC", 16);
            aes(bits, "cfb128", "CFB", 1);
            aes(bits, "cfb8", "CFB8", 1);
            aes(bits, "ctr", "CTR", 1);
            aes(bits, "ofb", "OFB", 1);
        }
        CIPHERS.put("des_ede3_cbc", new Algorithm("DESede/CBC/NoPadding", "DESede", 24, 8, 8));
        CIPHERS.put("blowfish_cbc", new Algorithm("Blowfish/CBC/NoPadding", "Blowfish", 16, 8, 8));
        CIPHERS.put("blowfish_cfb64", new Algorithm("Blowfish/CFB/NoPadding", "Blowfish", 16, 8, 1));
        CIPHERS.put("blowfish_ofb64", new Algorithm("Blowfish/OFB/NoPadding", "Blowfish", 16, 8, 1));
    }

    /** What RabbitMQ 4.0.5 takes when nothing is said. */
    public static final PassphraseCipher DEFAULT = new PassphraseCipher("aes_128_cbc", "sha256", 1);

    private static void aes(int bits, String name, String mode, int padBytes) {
        CIPHERS.put(
                "aes_" + bits + "_" + name, new Algorithm("AES/" + mode + "/NoPadding", "AES", bits / 8, 16, padBytes));
    }

    /** Refuses what is not known. */
    public PassphraseCipher {
        if (!CIPHERS.containsKey(cipher) || !HASHES.containsKey(hash) || iterations < 1) {
            throw new IllegalArgumentException("no cipher " + cipher + " with " + hash + ", " + iterations + " times");
        }
    }

    /** The names of the ciphers, in alphabetical order. */
    public static Set<String> ciphers() {
        return new TreeSet<>(CIPHERS.keySet());
    }

    /** The names of the hash functions, in alphabetical order. */
    public static Set<String> hashes() {
        return new TreeSet<>(HASHES.keySet());
    }

    /** Encrypts bytes, each time with another salt, into Base64. */
    public String encrypt(String passphrase, byte[] clear) {
        Algorithm algorithm = CIPHERS.get(cipher);
        SecureRandom random = new SecureRandom();
        byte[] head = new byte[SALT_BYTES + algorithm.ivBytes];
        random.nextBytes(head);
        int padding = algorithm.padBytes - clear.length % algorithm.padBytes;
        byte[] padded = Arrays.copyOf(clear, clear.length + padding);
        Arrays.fill(padded, clear.length, padded.length, (byte) padding);
        try {
            byte[] body = prepared(Cipher.ENCRYPT_MODE, passphrase, head).doFinal(padded);
            byte[] all = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, all, head.length, body.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + this, e);
        }
    }

    /**
     * Decrypts what has been encrypted with the same passphrase, cipher, hash and iterations. Another passphrase is
     * found out by the padding most of the time only: the caller looks whether the bytes make sense.
     *
     * @throws GeneralSecurityException that is no Base64, or too short, or the bytes are no padded ones
     */
    public byte[] decrypt(String passphrase, String base64) throws GeneralSecurityException {
        Algorithm algorithm = CIPHERS.get(cipher);
        byte[] all;
        try {
            all = Base64.getDecoder().decode(base64.strip().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no Base64", e);
        }
        int headBytes = SALT_BYTES + algorithm.ivBytes;
        if (all.length <= headBytes) {
            throw new GeneralSecurityException("too short");
        }
        byte[] padded = prepared(Cipher.DECRYPT_MODE, passphrase, Arrays.copyOf(all, headBytes))
                .doFinal(all, headBytes, all.length - headBytes);
        int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
        if (padding < 1 || padding > Math.min(algorithm.padBytes, padded.length)) {
            throw new BadPaddingException("not padded");
        }
        return Arrays.copyOf(padded, padded.length - padding);
    }

    private Cipher prepared(int mode, String passphrase, byte[] head) throws GeneralSecurityException {
        Algorithm algorithm = CIPHERS.get(cipher);
        byte[] salt = Arrays.copyOf(head, SALT_BYTES);
        PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt, iterations, algorithm.keyBytes * 8);
        byte[] key = SecretKeyFactory.getInstance(HASHES.get(hash))
                .generateSecret(spec)
                .getEncoded();
        Cipher prepared = Cipher.getInstance(algorithm.mode);
        prepared.init(
                mode,
                new SecretKeySpec(key, algorithm.key),
                new IvParameterSpec(head, SALT_BYTES, head.length - SALT_BYTES));
        return prepared;
    }
}
