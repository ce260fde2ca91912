package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageEncoderTest {
    private final Random random = new Random(1);

    @Test
    void whatIsEncodedIsDecoded() throws MalformedFactException {
        MessageDecoder decoder = new MessageDecoder();
        for (int run = 0; run < 500; run++) {
            Message message = message();
            ByteBuffer bytes = ByteBuffer.allocate(MessageEncoder.size(message));
            MessageEncoder.encode(message, bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            Message back = decoder.decode(bytes.flip());
            assertThat(back.address()).isEqualTo(message.address());
            assertThat(back.content()).isEqualTo(message.content());
            assertThat(back.propertiesLength()).isEqualTo(message.propertiesLength());
            assertThat(back.ttlMs()).isEqualTo(message.ttlMs());
            assertThat(back.priority()).isEqualTo(message.priority());
            assertThat(back.persistent()).isEqualTo(message.persistent());
            assertThat(back.annotations()).isEqualTo(message.annotations());
        }
    }

    @Test
    void messagesOfOneAddressShareIt() throws MalformedFactException {
        MessageDecoder decoder = new MessageDecoder();
        Message message = message();
        ByteBuffer bytes = ByteBuffer.allocate(MessageEncoder.size(message));
        MessageEncoder.encode(message, bytes);
        assertThat(decoder.decode(bytes.rewind()).address())
                .isSameAs(decoder.decode(bytes.rewind()).address());
    }

    @Test
    void whatIsCutShortIsRefused() {
        Message message = new Message(new byte[] {0, 1, 'q'}, new byte[] {0, 0, 1}, 2, 5, 0, true, new byte[] {7});
        ByteBuffer bytes = ByteBuffer.allocate(MessageEncoder.size(message));
        MessageEncoder.encode(message, bytes);
        int whole = bytes.position() - message.bodySize();
        for (int length = 0; length < whole; length++) {
            ByteBuffer cut = bytes.duplicate().flip().limit(length);
            assertThatThrownBy(() -> new MessageDecoder().decode(cut)).isInstanceOf(MalformedFactException.class);
        }
    }

    private Message message() {
        byte[] address = new byte[2 + random.nextInt(510)];
        random.nextBytes(address);
        byte[] content = new byte[2 + random.nextInt(1_000)];
        random.nextBytes(content);
        long ttlMs = random.nextBoolean() ? Message.NO_TTL : random.nextInt(1_000_000);
        int propertiesLength = 2 + random.nextInt(content.length - 1);
        byte[] annotations = random.nextBoolean() ? null : new byte[random.nextInt(300)];
        int priority = random.nextInt(256);
        return new Message(address, content, propertiesLength, ttlMs, priority, random.nextBoolean(), annotations);
    }
}
