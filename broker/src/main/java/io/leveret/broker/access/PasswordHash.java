package io.leveret.broker.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A salted password hash in RabbitMQ's form: four bytes of salt, then the digest of salt and password, so that users
 * can be carried over from and to a RabbitMQ. Immutable.
 *
 * <p>An empty hash, and one of a length that its algorithm does not give, match no password.
 */
public final class PasswordHash {
    /** Algorithms, with the names that RabbitMQ's definitions use. */
    public enum Algorithm {
        SHA256("rabbit_password_hashing_sha256", "SHA-256"),
        SHA512("rabbit_password_hashing_sha512", "SHA-512"),
        /** What RabbitMQ used before 3.6. */
        MD5("rabbit_password_hashing_md5", "MD5");

        private final String rabbitName;
        private final String digestName;

        Algorithm(String rabbitName, String digestName) {
            this.rabbitName = rabbitName;
            this.digestName = digestName;
        }

        /** The name in definitions and in the HTTP API. */
        public String rabbitName() {
            return rabbitName;
        }

        static Algorithm named(String name) {
            for (Algorithm algorithm : values()) {
                if (algorithm.rabbitName.equals(name)) {
                    return algorithm;
                }
            }
            throw new IllegalArgumentException("unknown password hashing algorithm '" + name + "'");
        }
    }

    private static final int SALT_BYTES = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The hash of a user who cannot log in with a password. */
    public static final PasswordHash NONE = new PasswordHash(Algorithm.SHA256, new byte[0]);

    private final Algorithm algorithm;
    private final byte[] saltAndDigest;

    PasswordHash(Algorithm algorithm, byte[] saltAndDigest) {
        this.algorithm = algorithm;
        this.saltAndDigest = saltAndDigest;
    }

    /** A new hash with a random salt, with SHA-256 as RabbitMQ does by default; of an empty password {@link #NONE}. */
    public static PasswordHash create(String password) {
        return create(password, Algorithm.SHA256);
    }

    /** The same with another algorithm. */
    static PasswordHash create(String password, Algorithm algorithm) {
        if (password.isEmpty()) {
            return NONE;
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] digest = digest(algorithm, salt, password.getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(salt, SALT_BYTES + digest.length);
        System.arraycopy(digest, 0, both, SALT_BYTES, digest.length);
        return new PasswordHash(algorithm, both);
    }

    /**
     * Reads a hash as it stands in definitions. Any length is taken, as RabbitMQ does.
     *
     * @throws IllegalArgumentException it is not base64, or nobody knows the algorithm
     */
    public static PasswordHash parse(String base64, String algorithm) {
        Algorithm known = Algorithm.named(algorithm);
        try {
            return new PasswordHash(known, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the password hash is not base64", e); // without the hash itself
        }
    }

    /** Whether this is the password; the time it takes depends on the length of the password alone. */
    public boolean matches(byte[] utf8Password) {
        if (saltAndDigest.length <= SALT_BYTES) {
            return false;
        }
        byte[] salt = Arrays.copyOf(saltAndDigest, SALT_BYTES);
        byte[] expected = Arrays.copyOfRange(saltAndDigest, SALT_BYTES, saltAndDigest.length);
        return MessageDigest.isEqual(expected, digest(algorithm, salt, utf8Password));
    }

    private static byte[] digest(Algorithm algorithm, byte[] salt, byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.digestName);
            digest.update(salt);
            return digest.digest(password);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm.digestName, e);
        }
    }

    /** Whether there is no hash at all: the user has no password. */
    public boolean isEmpty() {
        return saltAndDigest.length == 0;
    }

    /** What made it. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** Salt and digest in base64, as in definitions. */
    public String base64() {
        return Base64.getEncoder().encodeToString(saltAndDigest);
    }

    byte[] toBytes() {
        return saltAndDigest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that
                && algorithm == that.algorithm
                && Arrays.equals(saltAndDigest, that.saltAndDigest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(saltAndDigest);
    }

    /** Names the algorithm, never the hash. */
    @Override
    public String toString() {
        return isEmpty() ? "none" : algorithm.rabbitName;
    }
}
