package io.leveret.broker.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ways to spoil a conversation, each at some place of it. */
final class Mutations {
    private static final int KINDS = 14;
    private static final int DEEPEST = 3000;

    private final Random random;
    private final List<List<byte[]>> conversations;

    Mutations(Random random, List<List<byte[]>> conversations) {
        this.random = random;
        this.conversations = conversations;
    }

    /** A conversation with one to three faults. */
    List<byte[]> next() {
        List<byte[]> frames = new ArrayList<>(conversations.get(random.nextInt(conversations.size())));
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            mutate(frames);
        }
        return frames;
    }

    private void mutate(List<byte[]> frames) {
        int at = random.nextInt(frames.size());
        byte[] frame = frames.get(at).clone();
        frames.set(at, frame);
        switch (random.nextInt(KINDS)) {
            case 0, 1, 2 -> flip(frame);
            case 3 -> frames.set(at, truncated(frame));
            case 4 -> frames.set(at, inserted(frame));
            case 5 -> frames.add(random.nextInt(frames.size()), frame);
            case 6 -> frames.set(at, frames.set(random.nextInt(frames.size()), frame));
            case 7 -> frameLength(frame);
            case 8 -> innerLength(frame);
            case 9 -> frames.add(at, oversized());
            case 10 -> frames.add(at, deepTable());
            case 11 -> silence(frames, at);
            case 12 -> frames.add(at, foreign());
            default -> typeOrChannel(frame);
        }
    }

    private void flip(byte[] frame) {
        for (int i = random.nextInt(4); i >= 0 && frame.length > 0; i--) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private byte[] truncated(byte[] frame) {
        byte[] shorter = new byte[random.nextInt(frame.length + 1)];
        System.arraycopy(frame, 0, shorter, 0, shorter.length);
        return shorter;
    }

    private byte[] inserted(byte[] frame) {
        byte[] noise = new byte[1 + random.nextInt(12)];
        random.nextBytes(noise);
        int at = random.nextInt(frame.length + 1);
        byte[] longer = new byte[frame.length + noise.length];
        System.arraycopy(frame, 0, longer, 0, at);
        System.arraycopy(noise, 0, longer, at, noise.length);
        System.arraycopy(frame, at, longer, at + noise.length, frame.length - at);
        return longer;
    }

    /** The frame says another size than it has. */
    private void frameLength(byte[] frame) {
        if (frame.length > 8) {
            write(frame, 3, random.nextBoolean() ? frame.length - 9 + random.nextInt(4) : random.nextInt());
        }
    }

    /** Some four bytes within become a length. */
    private void innerLength(byte[] frame) {
        if (frame.length > 16) {
            int[] lengths = {-1, Integer.MAX_VALUE, 0, 1, 255, 65_536, frame.length};
            write(frame, 7 + random.nextInt(frame.length - 12), lengths[random.nextInt(lengths.length)]);
        }
    }

    private static void write(byte[] frame, int at, int number) {
        frame[at] = (byte) (number >>> 24);
        frame[at + 1] = (byte) (number >>> 16);
        frame[at + 2] = (byte) (number >>> 8);
        frame[at + 3] = (byte) number;
    }

    private byte[] oversized() {
        byte[] frame = new byte[7 + random.nextInt(20_000)];
        frame[0] = (byte) (1 + random.nextInt(3));
        frame[2] = 1;
        write(frame, 3, 131_072 + random.nextInt(1 << 20));
        return frame;
    }

    /** A {@code queue.declare} whose arguments are a table in a table in a table. */
    private byte[] deepTable() {
        int depth = 1 + random.nextInt(random.nextBoolean() ? 20 : DEEPEST);
        int perLevel = 4 + 2 + 1; // length, a name of one character, the type
        byte[] frame = new byte[7 + 4 + 2 + 7 + 1 + depth * perLevel + 4 + 1];
        frame[0] = 1;
        frame[2] = 1;
        write(frame, 3, frame.length - 8);
        write(frame, 7, 50 << 16 | 10);
        frame[13] = 6;
        System.arraycopy("mutant".getBytes(StandardCharsets.US_ASCII), 0, frame, 14, 6);
        int at = 21;
        for (int level = depth; level > 0; level--) {
            write(frame, at, level * perLevel - 4 + 4);
            frame[at + 4] = 1;
            frame[at + 5] = 'n';
            frame[at + 6] = 'F';
            at += perLevel;
        }
        write(frame, at, 0);
        frame[frame.length - 1] = (byte) 0xCE;
        return frame;
    }

    /** A part of a frame, and nothing after it. */
    private void silence(List<byte[]> frames, int at) {
        frames.set(at, truncated(frames.get(at)));
        frames.subList(at + 1, frames.size()).clear();
    }

    private byte[] foreign() {
        List<byte[]> other = conversations.get(random.nextInt(conversations.size()));
        return other.get(random.nextInt(other.size()));
    }

    private void typeOrChannel(byte[] frame) {
        if (frame.length > 2) {
            frame[random.nextInt(3)] = (byte) random.nextInt(256);
        }
    }
}
