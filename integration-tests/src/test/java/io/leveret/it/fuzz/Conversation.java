package io.leveret.it.fuzz;

import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Methods.Flag;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one client says from the protocol header to its close, as octets in pieces of a frame each, and mutations of it.
 * Everything it declares is exclusive or goes with it, so that little is left behind even by a mutation.
 */
final class Conversation {
    private final List<byte[]> pieces = new ArrayList<>();

    private Conversation(List<byte[]> pieces) {
        this.pieces.addAll(pieces);
    }

    /** A valid conversation: topology, publishing with and without confirms, consuming, getting, settling, tx. */
    static Conversation valid(String name, Random random) {
        Conversation conversation = new Conversation(List.of(RawConnection.PROTOCOL_HEADER));
        conversation.handshake();
        conversation.method(1, Methods.channelOpen());
        conversation.method(1, Methods.queueDeclare(name, Map.of("x-expires", 5000), Flag.EXCLUSIVE));
        conversation.method(1, Methods.exchangeDeclare(name, "topic", Flag.AUTO_DELETE));
        conversation.method(
                1,
                Payload.method(50 << 16 | 20)
                        .int16(0)
                        .shortString(name)
                        .shortString(name)
                        .shortString("a.#")
                        .bits(false)
                        .table(Map.of("k", List.of(1, "two", true))));
        conversation.method(
                1,
                random.nextBoolean()
                        ? Payload.method(Methods.CONFIRM_SELECT).bits(false)
                        : Payload.method(Methods.TX_SELECT));
        conversation.method(1, Methods.qos(0, 1 + random.nextInt(10), random.nextBoolean()));
        conversation.method(1, Methods.consume(name, "t"));
        for (int i = 0; i < 3; i++) {
            conversation.publish(name, "a." + i, random.nextInt(300));
        }
        conversation.method(1, Payload.method(Methods.BASIC_ACK).int64(0).bits(true));
        conversation.method(1, Payload.method(Methods.BASIC_NACK).int64(0).bits(true, true));
        conversation.method(1, Methods.get(name));
        conversation.method(1, Methods.cancel("t"));
        conversation.method(1, Payload.method(Methods.BASIC_RECOVER).bits(true));
        conversation.frame(Frame.HEARTBEAT, 0, new byte[0]);
        conversation.method(1, Methods.close(Methods.CHANNEL_CLOSE, 200, "bye"));
        conversation.method(0, Methods.close(Methods.CONNECTION_CLOSE, 200, "bye"));
        return conversation;
    }

    private void handshake() {
        Login login = Login.guest();
        method(
                0,
                Payload.method(Methods.CONNECTION_START_OK)
                        .table(Map.of("capabilities", login.capabilities()))
                        .shortString(login.mechanism())
                        .longString(login.response())
                        .shortString("en_US"));
        method(
                0,
                Payload.method(Methods.CONNECTION_TUNE_OK)
                        .int16(2047)
                        .int32(131072)
                        .int16(0));
        method(
                0,
                Payload.method(Methods.CONNECTION_OPEN)
                        .shortString("/")
                        .shortString("")
                        .bits(false));
    }

    private void publish(String exchange, String key, int size) {
        method(1, Methods.publish(exchange, key, Flag.MANDATORY));
        byte[] headers = new Payload()
                .table(Map.of("h", "v", "n", 1L, "t", Map.of("x", 1)))
                .toBytes();
        frame(
                Frame.HEADER,
                1,
                new Payload()
                        .int16(60)
                        .int16(0)
                        .int64(size)
                        .int16(1 << 13 | 1 << 12)
                        .raw(headers)
                        .int8(2)
                        .toBytes());
        frame(Frame.BODY, 1, new byte[size]);
    }

    private void method(int channel, Payload method) {
        frame(Frame.METHOD, channel, method.toBytes());
    }

    private void frame(int type, int channel, byte[] payload) {
        pieces.add(new Frame(type, channel, payload).toBytes());
    }

    /** The same with one to four mistakes, seldom before the end of the handshake, where they hide the rest. */
    Conversation mutated(Random random) {
        Conversation mutated = new Conversation(pieces);
        int mistakes = 1 + random.nextInt(4);
        for (int i = 0; i < mistakes && !mutated.pieces.isEmpty(); i++) {
            int size = mutated.pieces.size();
            int lowest = random.nextInt(5) == 0 || size <= 4 ? 0 : 4;
            mutated.mistake(lowest + random.nextInt(size - lowest), random);
        }
        return mutated;
    }

    private void mistake(int at, Random random) {
        byte[] piece = pieces.get(at).clone();
        if (piece.length == 0) {
            pieces.remove(at);
            return;
        }
        int offset = random.nextInt(piece.length);
        switch (random.nextInt(8)) {
            case 0 -> {
                piece[offset] ^= (byte) (1 << random.nextInt(8));
                pieces.set(at, piece);
            }
            case 1 -> {
                piece[offset] = (byte) random.nextInt(256);
                pieces.set(at, piece);
            }
            case 2 -> pieces.set(at, Arrays.copyOf(piece, offset));
            case 3 -> pieces.set(at, inserted(piece, offset, random));
            case 4 -> pieces.add(random.nextInt(pieces.size()), pieces.remove(at));
            case 5 -> pieces.add(at, piece);
            case 6 -> pieces.remove(at);
            default -> pieces.subList(at, pieces.size()).clear();
        }
    }

    private static byte[] inserted(byte[] piece, int offset, Random random) {
        byte[] noise = new byte[1 + random.nextInt(20)];
        random.nextBytes(noise);
        return new Payload()
                .raw(Arrays.copyOf(piece, offset))
                .raw(noise)
                .raw(Arrays.copyOfRange(piece, offset, piece.length))
                .toBytes();
    }

    /** All octets, one after the other. */
    byte[] toBytes() {
        Payload all = new Payload();
        pieces.forEach(all::raw);
        return all.toBytes();
    }
}
