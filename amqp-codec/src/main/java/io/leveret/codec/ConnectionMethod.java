package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class connection: what is said on channel 0. RabbitMQ adds blocked, unblocked and update-secret. */
public sealed interface ConnectionMethod extends Method {
    @Override
    default int classId() {
        return 10;
    }

    /** Offers the mechanisms and locales, each a list with spaces between. */
    record Start(int versionMajor, int versionMinor, FieldTable serverProperties, String mechanisms, String locales)
            implements ConnectionMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(versionMajor);
            out.writeByte(versionMinor);
            serverProperties.write(out);
            WireStrings.writeLong(out, mechanisms);
            WireStrings.writeLong(out, locales);
        }
    }

    /** Chooses a mechanism. The response is not copied. */
    record StartOk(FieldTable clientProperties, String mechanism, byte[] response, String locale)
            implements ConnectionMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            clientProperties.write(out);
            WireStrings.writeShort(out, mechanism);
            WireStrings.writeLong(out, response);
            WireStrings.writeShort(out, locale);
        }
    }

    /** Asks for more. The challenge is not copied. */
    record Secure(byte[] challenge) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeLong(out, challenge);
        }
    }

    /** Answers a challenge. The response is not copied. */
    record SecureOk(byte[] response) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeLong(out, response);
        }
    }

    /** Proposes limits: frameMax in bytes, the whole frame (0 to 2^32-1, 0 for none), channelMax 0 for none. */
    record Tune(int channelMax, long frameMax, int heartbeatSeconds) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(channelMax);
            out.writeInt((int) frameMax);
            out.writeShort(heartbeatSeconds);
        }
    }

    /** Settles the limits, in the units of {@link Tune}. */
    record TuneOk(int channelMax, long frameMax, int heartbeatSeconds) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(channelMax);
            out.writeInt((int) frameMax);
            out.writeShort(heartbeatSeconds);
        }
    }

    /** Enters a virtual host. */
    record Open(String virtualHost) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, virtualHost);
            out.writeByte(0);
            out.writeByte(0);
        }
    }

    /** The virtual host is entered. */
    record OpenOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(0);
        }
    }

    /** Ends the connection; class and method are those that caused it, or 0. A long text is cut. */
    record Close(int replyCode, String replyText, int causingClassId, int causingMethodId) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            WireStrings.writeShortCut(out, replyText);
            out.writeShort(causingClassId);
            out.writeShort(causingMethodId);
        }
    }

    /** The connection is over. */
    record CloseOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 51;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Publishers are being held back. A long reason is cut. */
    record Blocked(String reason) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 60;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShortCut(out, reason);
        }
    }

    /** Publishers go on. */
    record Unblocked() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 61;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Replaces the credentials. The secret is not copied. */
    record UpdateSecret(byte[] newSecret, String reason) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeLong(out, newSecret);
            WireStrings.writeShort(out, reason);
        }
    }

    /** The new credentials hold. */
    record UpdateSecretOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 71;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
