package io.leveret.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    /** Counts what the decoder holds. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    private final List<Frame> frames = new ArrayList<>();
    private final FrameSink collect =
            (type, channel, buffer, offset, size) -> frames.add(Frame.copy(type, channel, buffer, offset, size));

    record Frame(int type, int channel, LongString payload) {
        static Frame copy(int type, int channel, ByteBuf buffer, int offset, int size) {
            byte[] payload = new byte[size];
            buffer.getBytes(offset, payload);
            return new Frame(type, channel, LongString.of(payload));
        }

        ByteBuf encode(int end) {
            return Unpooled.buffer()
                    .writeByte(type)
                    .writeShort(channel)
                    .writeInt(payload.sizeBytes())
                    .writeBytes(payload.toBytes())
                    .writeByte(end);
        }
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(heldBytes()).isZero();
    }

    @Test
    void everySplitInTwoGivesTheSameFrames() throws Exception {
        List<Frame> expected = frames(new Random(42), 6, 30);
        byte[] stream = stream(expected);
        for (int split = 0; split <= stream.length; split++) {
            FrameDecoder decoder = new FrameDecoder(4096);
            frames.clear();
            feed(decoder, stream, 0, split);
            feed(decoder, stream, split, stream.length);
            assertThat(frames).isEqualTo(expected);
            assertThat(heldBytes()).isZero();
        }
    }

    @Test
    void byteByByteGivesTheSameFrames() throws Exception {
        List<Frame> expected = frames(new Random(43), 20, 50);
        byte[] stream = stream(expected);
        FrameDecoder decoder = new FrameDecoder(4096);
        for (int i = 0; i < stream.length; i++) {
            feed(decoder, stream, i, i + 1);
        }
        assertThat(frames).isEqualTo(expected);
    }

    @Test
    void anySplitGivesTheSameFrames() {
        Seeded.runs(300, random -> {
            List<Frame> expected = frames(random, 1 + random.nextInt(10), random.nextInt(20) == 0 ? 300_000 : 300);
            byte[] stream = stream(expected);
            FrameDecoder decoder = new FrameDecoder(0);
            frames.clear();
            for (int at = 0; at < stream.length; ) {
                int next = Math.min(stream.length, at + random.nextInt(random.nextBoolean() ? 12 : stream.length + 1));
                feed(decoder, stream, at, next);
                at = next;
            }
            assertThat(frames).isEqualTo(expected);
            assertThat(heldBytes()).isZero();
        });
    }

    @Test
    void wholeFramesAreHandedOutOfTheInputItself() throws Exception {
        ByteBuf input = Unpooled.wrappedBuffer(stream(frames(new Random(44), 3, 50)));
        List<ByteBuf> buffers = new ArrayList<>();
        new FrameDecoder(4096).decode(input, (type, channel, buffer, offset, size) -> buffers.add(buffer));
        assertThat(buffers).hasSize(3).allSatisfy(buffer -> assertThat(buffer).isSameAs(input));
        assertThat(input.isReadable()).isFalse();
    }

    @Test
    void readsAnyTypeAndChannel() throws Exception {
        Frame frame = new Frame(255, 65535, LongString.of("x"));
        feed(new FrameDecoder(4096), stream(List.of(frame)));
        assertThat(frames).containsExactly(frame);
    }

    @Test
    void aFrameTooLargeIsRefusedByItsHeaderAlone() {
        FrameDecoder decoder = new FrameDecoder(131072);
        assertThatThrownBy(() -> feed(decoder, header(1, 1, 1048576)))
                .hasMessage("FRAME_ERROR - type 1, all octets = <<>>: {frame_too_large,1048576,131064}");
        assertThatThrownBy(() -> feed(new FrameDecoder(131072), header(3, 0, 0xFFFF_FFFFL)))
                .hasMessage("FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4294967295,131064}");
        assertThatThrownBy(() -> feed(new FrameDecoder(0), header(3, 0, 0xFFFF_FFFFL)))
                .hasMessageContaining("frame_too_large");
    }

    @Test
    void aPayloadAsLargeAsTheFrameIsTolerated() throws Exception {
        Frame tolerated = new Frame(3, 1, LongString.of(new byte[4096]));
        feed(new FrameDecoder(4096), stream(List.of(tolerated)));
        assertThat(frames).containsExactly(tolerated);
        assertThatThrownBy(() -> feed(new FrameDecoder(4096), header(3, 1, 4097)))
                .hasMessageContaining("{frame_too_large,4097,4088}");
    }

    @Test
    void theLimitCanBeChangedFromWithinAFrame() throws Exception {
        FrameDecoder decoder = new FrameDecoder(100);
        Frame small = new Frame(1, 0, LongString.of("tune-ok"));
        Frame large = new Frame(1, 0, LongString.of(new byte[500]));
        ByteBuf input = Unpooled.wrappedBuffer(stream(List.of(small, large)));
        decoder.decode(input, (type, channel, buffer, offset, size) -> {
            decoder.maxFrameSize(1000);
            collect.frame(type, channel, buffer, offset, size);
        });
        assertThat(frames).containsExactly(small, large);
    }

    @Test
    void aWrongEndOctetIsRefusedWhereverTheReadEnds() {
        byte[] bytes = Samples.contents(new Frame(1, 1, LongString.of(new byte[] {0, 20, 0, 20, 1})).encode(0xCD));
        for (int split = 0; split < bytes.length; split++) {
            FrameDecoder decoder = new FrameDecoder(4096);
            int at = split;
            assertThatThrownBy(() -> {
                        feed(decoder, bytes, 0, at);
                        feed(decoder, bytes, at, bytes.length);
                    })
                    .hasMessage("FRAME_ERROR - type 1, all octets = <<0,20,0,20,1>>: {invalid_frame_end_marker,205}");
            assertThat(heldBytes()).isZero();
        }
        assertThat(frames).isEmpty();
    }

    @Test
    void afterAFrameErrorInputIsDropped() throws Exception {
        FrameDecoder decoder = new FrameDecoder(100);
        assertThatThrownBy(() -> feed(decoder, header(1, 1, 1000))).isInstanceOf(AmqpException.class);
        feed(decoder, stream(frames(new Random(45), 3, 20)));
        assertThat(frames).isEmpty();
    }

    @Test
    void aRefusalBySinkDropsTheRestOfTheBurstButStaysInStep() {
        Seeded.runs(300, random -> {
            List<Frame> sent = frames(random, 8, 40);
            byte[] stream = stream(sent);
            int split = random.nextInt(stream.length + 1);
            FrameDecoder decoder = new FrameDecoder(4096);
            AmqpException refusal = new AmqpException(ReplyCode.NOT_ALLOWED, "no");
            frames.clear();
            ByteBuf burst = Unpooled.wrappedBuffer(stream, 0, split);
            int whole = wholeFrames(sent, split);
            if (whole > 0) {
                assertThatThrownBy(() -> decoder.decode(burst, (type, channel, buffer, offset, size) -> {
                            collect.frame(type, channel, buffer, offset, size);
                            throw refusal;
                        }))
                        .isSameAs(refusal);
                assertThat(frames).isEqualTo(sent.subList(0, 1));
            } else {
                decoder.decode(burst, collect);
            }
            assertThat(burst.isReadable()).isFalse();
            frames.clear();
            feed(decoder, stream, split, stream.length);
            assertThat(frames).isEqualTo(sent.subList(whole, sent.size()));
        });
    }

    @Test
    void anUncheckedExceptionOfTheSinkLosesThePlace() throws Exception {
        FrameDecoder decoder = new FrameDecoder(4096);
        byte[] stream = stream(frames(new Random(46), 2, 20));
        assertThatThrownBy(
                        () -> decoder.decode(Unpooled.wrappedBuffer(stream), (type, channel, buffer, offset, size) -> {
                            throw new IllegalStateException("broken");
                        }))
                .isInstanceOf(IllegalStateException.class);
        feed(decoder, stream);
        assertThat(frames).isEmpty();
    }

    @Test
    void memoryGrowsWithWhatHasArrived() throws Exception {
        FrameDecoder decoder = new FrameDecoder(0);
        feed(decoder, header(3, 1, 512 * 1024 * 1024));
        assertThat(heldBytes()).isZero();
        feed(decoder, new byte[10]);
        assertThat(heldBytes()).isBetween(10L, 128L * 1024);
        feed(decoder, new byte[1024 * 1024]);
        assertThat(heldBytes()).isBetween(1024L * 1024, 3L * 1024 * 1024);
        decoder.release();
        assertThat(heldBytes()).isZero();
        decoder.release();
    }

    @Test
    void aSmallFrameTakesItsOwnSize() throws Exception {
        FrameDecoder decoder = new FrameDecoder(131072);
        feed(decoder, header(3, 1, 1000));
        feed(decoder, new byte[1]);
        assertThat(heldBytes()).isEqualTo(1001);
        decoder.release();
    }

    @Test
    void canBeReleasedFromWithinAFrame() throws Exception {
        byte[] stream = stream(frames(new Random(47), 3, 20));
        FrameDecoder decoder = new FrameDecoder(4096);
        FrameSink closing = (type, channel, buffer, offset, size) -> {
            collect.frame(type, channel, buffer, offset, size);
            decoder.release();
        };
        ByteBuf first = input(stream, 0, 8);
        ByteBuf second = input(stream, 8, stream.length);
        decoder.decode(first, closing);
        decoder.decode(second, closing);
        first.release();
        second.release();
        assertThat(frames).hasSize(1);
    }

    @Test
    void damagedStreamsGiveFramesOrARefusal() {
        Seeded.runs(3000, random -> {
            byte[] mutant = Samples.mutated(stream(frames(random, 5, 40)), random);
            FrameDecoder decoder = new FrameDecoder(4096);
            try {
                int split = random.nextInt(mutant.length + 1);
                feed(decoder, mutant, 0, split);
                feed(decoder, mutant, split, mutant.length);
            } catch (AmqpException e) {
                assertThat(e.code()).isEqualTo(ReplyCode.FRAME_ERROR);
                assertThat(heldBytes()).isZero();
            }
            decoder.release();
        });
    }

    @Test
    void limitsBelowAnEmptyFrameAreRefused() {
        assertThatThrownBy(() -> new FrameDecoder(7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameDecoder(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void feed(FrameDecoder decoder, byte[] bytes) throws AmqpException {
        feed(decoder, bytes, 0, bytes.length);
    }

    private void feed(FrameDecoder decoder, byte[] bytes, int from, int to) throws AmqpException {
        ByteBuf input = input(bytes, from, to);
        try {
            decoder.decode(input, collect);
            assertThat(input.isReadable()).isFalse();
        } finally {
            input.release();
        }
    }

    /** Direct memory, so that the heap the allocator counts is the decoder's alone. */
    private ByteBuf input(byte[] bytes, int from, int to) {
        return allocator.directBuffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from);
    }

    private long heldBytes() {
        return allocator.metric().usedHeapMemory();
    }

    private static byte[] header(int type, int channel, long size) {
        return Samples.contents(
                Unpooled.buffer().writeByte(type).writeShort(channel).writeInt((int) size));
    }

    private static List<Frame> frames(Random random, int count, int maxSize) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = Samples.bytes(random, random.nextInt(maxSize));
            frames.add(new Frame(random.nextInt(256), random.nextInt(65536), LongString.of(payload)));
        }
        return frames;
    }

    private static byte[] stream(List<Frame> frames) {
        ByteBuf out = Unpooled.buffer();
        frames.forEach(frame -> out.writeBytes(frame.encode(Frames.END)));
        return Samples.contents(out);
    }

    private static int wholeFrames(List<Frame> frames, int bytes) {
        int left = bytes;
        int whole = 0;
        while (whole < frames.size() && left >= frames.get(whole).payload().sizeBytes() + Frames.OVERHEAD) {
            left -= frames.get(whole++).payload().sizeBytes() + Frames.OVERHEAD;
        }
        return whole;
    }
}
