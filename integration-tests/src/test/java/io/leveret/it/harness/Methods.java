package io.leveret.it.harness;

import java.util.Arrays;
import java.util.Map;

/** The methods which the raw tests send, and the ids of those which they expect. */
public final class Methods {
    public static final int CONNECTION_START = id(10, 10);
    public static final int CONNECTION_START_OK = id(10, 11);
    public static final int CONNECTION_TUNE = id(10, 30);
    public static final int CONNECTION_TUNE_OK = id(10, 31);
    public static final int CONNECTION_OPEN = id(10, 40);
    public static final int CONNECTION_OPEN_OK = id(10, 41);
    public static final int CONNECTION_CLOSE = id(10, 50);
    public static final int CONNECTION_CLOSE_OK = id(10, 51);
    public static final int CONNECTION_BLOCKED = id(10, 60);
    public static final int CONNECTION_UNBLOCKED = id(10, 61);
    public static final int CONNECTION_UPDATE_SECRET = id(10, 70);
    public static final int CONNECTION_UPDATE_SECRET_OK = id(10, 71);
    public static final int CHANNEL_OPEN = id(20, 10);
    public static final int CHANNEL_OPEN_OK = id(20, 11);
    public static final int CHANNEL_FLOW = id(20, 20);
    public static final int CHANNEL_FLOW_OK = id(20, 21);
    public static final int CHANNEL_CLOSE = id(20, 40);
    public static final int CHANNEL_CLOSE_OK = id(20, 41);
    public static final int ACCESS_REQUEST = id(30, 10);
    public static final int ACCESS_REQUEST_OK = id(30, 11);
    public static final int EXCHANGE_DECLARE = id(40, 10);
    public static final int EXCHANGE_DECLARE_OK = id(40, 11);
    public static final int QUEUE_DECLARE = id(50, 10);
    public static final int QUEUE_DECLARE_OK = id(50, 11);
    public static final int QUEUE_DELETE = id(50, 40);
    public static final int BASIC_QOS = id(60, 10);
    public static final int BASIC_QOS_OK = id(60, 11);
    public static final int BASIC_CONSUME = id(60, 20);
    public static final int BASIC_CONSUME_OK = id(60, 21);
    public static final int BASIC_CANCEL = id(60, 30);
    public static final int BASIC_CANCEL_OK = id(60, 31);
    public static final int BASIC_PUBLISH = id(60, 40);
    public static final int BASIC_RETURN = id(60, 50);
    public static final int BASIC_DELIVER = id(60, 60);
    public static final int BASIC_GET = id(60, 70);
    public static final int BASIC_GET_OK = id(60, 71);
    public static final int BASIC_GET_EMPTY = id(60, 72);
    public static final int BASIC_ACK = id(60, 80);
    public static final int BASIC_RECOVER = id(60, 110);
    public static final int BASIC_RECOVER_OK = id(60, 111);
    public static final int BASIC_NACK = id(60, 120);
    public static final int CONFIRM_SELECT = id(85, 10);
    public static final int CONFIRM_SELECT_OK = id(85, 11);
    public static final int TX_SELECT = id(90, 10);
    public static final int TX_SELECT_OK = id(90, 11);

    /** The bits that a method can carry. */
    public enum Flag {
        PASSIVE,
        DURABLE,
        EXCLUSIVE,
        AUTO_DELETE,
        INTERNAL,
        NO_WAIT,
        MANDATORY,
        IMMEDIATE,
        NO_ACK,
        NO_LOCAL
    }

    private Methods() {}

    private static int id(int classId, int methodId) {
        return classId << 16 | methodId;
    }

    /** channel.open. */
    public static Payload channelOpen() {
        return Payload.method(CHANNEL_OPEN).shortString("");
    }

    /** connection.close and channel.close. */
    public static Payload close(int id, int code, String text) {
        return Payload.method(id).int16(code).shortString(text).int32(0);
    }

    /** queue.declare without arguments. */
    public static Payload queueDeclare(String name, Flag... flags) {
        return queueDeclare(name, Map.of(), flags);
    }

    /** queue.declare. */
    public static Payload queueDeclare(String name, Map<String, ?> arguments, Flag... flags) {
        return Payload.method(QUEUE_DECLARE)
                .int16(0)
                .shortString(name)
                .bits(
                        has(flags, Flag.PASSIVE),
                        has(flags, Flag.DURABLE),
                        has(flags, Flag.EXCLUSIVE),
                        has(flags, Flag.AUTO_DELETE),
                        has(flags, Flag.NO_WAIT))
                .table(arguments);
    }

    /** exchange.declare without arguments. */
    public static Payload exchangeDeclare(String name, String type, Flag... flags) {
        return Payload.method(EXCHANGE_DECLARE)
                .int16(0)
                .shortString(name)
                .shortString(type)
                .bits(
                        has(flags, Flag.PASSIVE),
                        has(flags, Flag.DURABLE),
                        has(flags, Flag.AUTO_DELETE),
                        has(flags, Flag.INTERNAL),
                        has(flags, Flag.NO_WAIT))
                .table(Map.of());
    }

    /** basic.publish; the content header and the body are frames of their own. */
    public static Payload publish(String exchange, String key, Flag... flags) {
        return Payload.method(BASIC_PUBLISH)
                .int16(0)
                .shortString(exchange)
                .shortString(key)
                .bits(has(flags, Flag.MANDATORY), has(flags, Flag.IMMEDIATE));
    }

    /** A content header of class basic without properties. */
    public static Payload contentHeader(long bodySize) {
        return contentHeader(60, bodySize);
    }

    /** A content header of any class without properties. */
    public static Payload contentHeader(int classId, long bodySize) {
        return new Payload().int16(classId).int16(0).int64(bodySize).int16(0);
    }

    /** basic.get. */
    public static Payload get(String queue, Flag... flags) {
        return Payload.method(BASIC_GET).int16(0).shortString(queue).bits(has(flags, Flag.NO_ACK));
    }

    /** basic.consume without arguments. */
    public static Payload consume(String queue, String tag, Flag... flags) {
        return Payload.method(BASIC_CONSUME)
                .int16(0)
                .shortString(queue)
                .shortString(tag)
                .bits(
                        has(flags, Flag.NO_LOCAL),
                        has(flags, Flag.NO_ACK),
                        has(flags, Flag.EXCLUSIVE),
                        has(flags, Flag.NO_WAIT))
                .table(Map.of());
    }

    /** basic.cancel. */
    public static Payload cancel(String tag, Flag... flags) {
        return Payload.method(BASIC_CANCEL).shortString(tag).bits(has(flags, Flag.NO_WAIT));
    }

    /** basic.qos. */
    public static Payload qos(long prefetchSize, int prefetchCount, boolean global) {
        return Payload.method(BASIC_QOS)
                .int32(prefetchSize)
                .int16(prefetchCount)
                .bits(global);
    }

    private static boolean has(Flag[] flags, Flag flag) {
        return Arrays.asList(flags).contains(flag);
    }
}
