package io.leveret.broker.access;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** The SASL mechanisms, by the names on the wire and in the order of RabbitMQ's {@code connection.start}. */
public enum SaslMechanism {
    /** A field table with the long strings {@code LOGIN} and {@code PASSWORD}, without the table's length. */
    AMQPLAIN {
        @Override
        Credentials credentials(byte[] response) throws AmqpException {
            FieldTable table = table(response);
            FieldValue user = table.get("LOGIN");
            FieldValue password = table.get("PASSWORD");
            if (user == null || password == null) {
                throw malformed("AMQPLAIN response is missing LOGIN or PASSWORD");
            }
            byte[] userBytes = longString(user);
            byte[] passwordBytes = longString(password);
            if (userBytes == null && passwordBytes == null) {
                throw malformed("AMQPLAIN response has an unsupported type for LOGIN or PASSWORD");
            }
            // With one of the two of another type RabbitMQ refuses the login instead of the response.
            return new Credentials(userBytes == null ? new byte[0] : userBytes, passwordBytes);
        }
    },

    /** Nothing but the wish to be let in; a response is ignored. */
    ANONYMOUS {
        @Override
        Credentials credentials(byte[] response) {
            return null;
        }
    },

    /** The name in the certificate that the client has shown (RFC 4422, appendix A); a response is ignored. */
    EXTERNAL {
        @Override
        Credentials credentials(byte[] response) {
            return null;
        }
    },

    /**
     * RFC 4616 as RabbitMQ reads it: NUL, user, NUL, password. An authorisation identity before the first NUL is not
     * taken.
     */
    PLAIN {
        @Override
        Credentials credentials(byte[] response) throws AmqpException {
            int second = nul(response, 1);
            if (nul(response, 0) != 0 || second == response.length || nul(response, second + 1) != response.length) {
                throw malformed("PLAIN response of " + response.length + " bytes is invalid");
            }
            return new Credentials(
                    Arrays.copyOfRange(response, 1, second), Arrays.copyOfRange(response, second + 1, response.length));
        }
    };

    /** What a client says it is; a password of null is none that could be compared. */
    record Credentials(byte[] user, byte[] password) {}

    /**
     * Who the client says it is, or null if it does not say.
     *
     * @throws AmqpException the response is malformed; the text holds nothing of it
     */
    abstract Credentials credentials(byte[] response) throws AmqpException;

    /** The mechanism of that exact name, or null. */
    static SaslMechanism named(String name) {
        for (SaslMechanism mechanism : values()) {
            if (mechanism.name().equals(name)) {
                return mechanism;
            }
        }
        return null;
    }

    /** The first NUL at or after a place, or the length. */
    private static int nul(byte[] bytes, int from) {
        int i = Math.min(from, bytes.length);
        while (i < bytes.length && bytes[i] != 0) {
            i++;
        }
        return i;
    }

    private static FieldTable table(byte[] response) throws AmqpException {
        ByteBuf buffer = Unpooled.wrappedBuffer(response);
        try {
            return FieldTable.decode(buffer, 0, response.length);
        } catch (AmqpException e) {
            throw malformed("AMQPLAIN response of " + response.length + " bytes is not a field table");
        }
    }

    private static byte[] longString(FieldValue value) {
        return value.type() == FieldType.LONGSTR ? ((LongString) value.value()).toBytes() : null;
    }

    private static AmqpException malformed(String how) {
        return new AmqpException(ReplyCode.SYNTAX_ERROR, how);
    }
}
