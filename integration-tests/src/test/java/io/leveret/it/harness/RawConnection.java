package io.leveret.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A client that knows frames and nothing more, on a plain socket, for one thread. It sends whatever it is told to, and
 * every read has a deadline of {@link #DEADLINE} unless another is given.
 */
public final class RawConnection implements AutoCloseable {
    /** "AMQP", 0, 0, 9, 1. */
    public static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    /**
     * How long a reply may take: longer than RabbitMQ's delay of 3 s before it closes after a failed login, and so long
     * that two cores which start other brokers meanwhile are no reason to fail.
     */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Socket socket;
    private final DataInputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Opens a socket and sends nothing. */
    public static RawConnection connect(Target target) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(target.host(), target.port()), (int) DEADLINE.toMillis());
        socket.setTcpNoDelay(true);
        return new RawConnection(socket);
    }

    /** Opens a connection up to connection.open-ok. */
    public static RawConnection open(Target target, Login login) throws IOException {
        RawConnection connection = connect(target);
        connection.logIn(login);
        connection.openVhost(login.vhost());
        connection.expect(0, Methods.CONNECTION_OPEN_OK);
        return connection;
    }

    /** Sends the protocol header and start-ok, reads start and tune, and answers with tune-ok. */
    public void logIn(Login login) throws IOException {
        start(login);
        expect(0, Methods.CONNECTION_TUNE);
        tuneOk(login.channelMax(), login.frameMax(), login.heartbeatSeconds());
    }

    /** Sends the protocol header, reads start and sends start-ok. */
    public void start(Login login) throws IOException {
        write(PROTOCOL_HEADER);
        expect(0, Methods.CONNECTION_START);
        startOk(login);
    }

    /** Sends start-ok. */
    public void startOk(Login login) throws IOException {
        send(
                0,
                Payload.method(Methods.CONNECTION_START_OK)
                        .table(Map.of("product", "raw", "capabilities", login.capabilities()))
                        .shortString(login.mechanism())
                        .longString(login.response())
                        .shortString("en_US"));
    }

    /** Sends tune-ok. */
    public void tuneOk(int channelMax, long frameMax, int heartbeatSeconds) throws IOException {
        send(
                0,
                Payload.method(Methods.CONNECTION_TUNE_OK)
                        .int16(channelMax)
                        .int32(frameMax)
                        .int16(heartbeatSeconds));
    }

    /** Sends connection.open. */
    public void openVhost(String vhost) throws IOException {
        send(
                0,
                Payload.method(Methods.CONNECTION_OPEN)
                        .shortString(vhost)
                        .shortString("")
                        .bits(false));
    }

    /** Opens a channel and waits for the answer. */
    public void openChannel(int channel) throws IOException {
        send(channel, Methods.channelOpen());
        expect(channel, Methods.CHANNEL_OPEN_OK);
    }

    /** Sends bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends any frame, the end octet included. */
    public void frame(int type, int channel, byte[] payload) throws IOException {
        write(new Frame(type, channel, payload).toBytes());
    }

    /** Sends a method. */
    public void send(int channel, Payload method) throws IOException {
        frame(Frame.METHOD, channel, method.toBytes());
    }

    /** Sends a method, and waits for this one. */
    public Fields call(int channel, Payload method, int expectedMethodId) throws IOException {
        send(channel, method);
        return expect(channel, expectedMethodId);
    }

    /** Sends a message in one body frame, or none when it is empty. */
    public void publish(int channel, Payload publish, byte[] body) throws IOException {
        send(channel, publish);
        frame(Frame.HEADER, channel, Methods.contentHeader(body.length).toBytes());
        if (body.length > 0) {
            frame(Frame.BODY, channel, body);
        }
    }

    /** The next frame, heartbeats included. */
    public Frame readAny(Duration deadline) throws IOException {
        socket.setSoTimeout((int) Math.max(1, deadline.toMillis()));
        int type = in.readUnsignedByte();
        int channel = in.readUnsignedShort();
        byte[] payload = in.readNBytes(in.readInt());
        assertThat(in.readUnsignedByte()).as("end octet").isEqualTo(0xCE);
        return new Frame(type, channel, payload);
    }

    /** The next frame that is no heartbeat. */
    public Frame read() throws IOException {
        Frame frame = readAny(DEADLINE);
        while (frame.type() == Frame.HEARTBEAT) {
            frame = readAny(DEADLINE);
        }
        return frame;
    }

    /** The fields of the next method, which must be this one on this channel. */
    public Fields expect(int channel, int methodId) throws IOException {
        Frame frame = read();
        boolean matches = frame.methodId() == methodId && frame.channel() == channel;
        assertThat(matches)
                .as("expected method %d.%d on %d, but there came %s", methodId >> 16, methodId & 0xFFFF, channel, frame)
                .isTrue();
        return frame.fields();
    }

    /** The next content: header and body frames on this channel; gives the body. */
    public byte[] expectContent(int channel) throws IOException {
        Frame header = read();
        assertThat(header.type()).as("frame type").isEqualTo(Frame.HEADER);
        long size = new Fields(Arrays.copyOfRange(header.payload(), 4, 12)).int64();
        Payload body = new Payload();
        for (long left = size; left > 0; ) {
            Frame part = read();
            assertThat(part.type()).as("frame type").isEqualTo(Frame.BODY);
            assertThat(part.channel()).as("channel").isEqualTo(channel);
            body.raw(part.payload());
            left -= part.payload().length;
        }
        return body.toBytes();
    }

    /** The next frame must close the channel; it is answered with close-ok. */
    public void expectChannelClose(int channel, Close expected) throws IOException {
        Frame frame = read();
        assertThat(frame.methodId()).as("%s", frame).isEqualTo(Methods.CHANNEL_CLOSE);
        assertThat(frame.channel()).as("channel").isEqualTo(channel);
        send(channel, Payload.method(Methods.CHANNEL_CLOSE_OK));
        assertThat(Close.of(frame)).isEqualTo(expected);
    }

    /** The next frame must close the connection; it is answered with close-ok, and then the socket ends. */
    public void expectClose(Close expected) throws IOException {
        assertThat(readClose()).isEqualTo(expected);
        sendCloseOk();
        expectEnd();
    }

    /**
     * The stream must end, with or without a connection.close that has one of these codes: where RabbitMQ's reader
     * crashes, a broker may say why.
     */
    public void expectCloseOrEnd(Integer... codes) throws IOException {
        Close close;
        try {
            close = readClose();
        } catch (EOFException | SocketException ended) {
            assertThat(socket.isClosed()).as("closed by this side").isFalse();
            return;
        }
        assertThat(close.code()).as("%s", close).isIn((Object[]) codes);
        sendCloseOk();
        expectEnd();
    }

    private void sendCloseOk() throws IOException {
        try {
            send(0, Payload.method(Methods.CONNECTION_CLOSE_OK));
        } catch (SocketException gone) {
            // A broker that stops need not wait for this answer; that the stream has ended is checked next.
            assertThat(socket.isClosed()).as("closed by this side").isFalse();
        }
    }

    /** The next frame, which must close the connection. */
    public Close readClose() throws IOException {
        Frame frame = read();
        assertThat(frame.methodId()).as("%s", frame).isEqualTo(Methods.CONNECTION_CLOSE);
        assertThat(frame.channel()).as("channel").isZero();
        return Close.of(frame);
    }

    /** The peer must end the stream without one more octet; a reset counts as an end. */
    public void expectEnd() throws IOException {
        expectEnd(DEADLINE);
    }

    /** As {@link #expectEnd()}, within this time. */
    public void expectEnd(Duration deadline) throws IOException {
        socket.setSoTimeout((int) deadline.toMillis());
        int octet;
        try {
            octet = in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open after " + deadline, e);
        } catch (SocketException reset) {
            octet = -1;
        }
        assertThat(octet).as("an octet after the end").isEqualTo(-1);
    }

    /** Reads whatever comes until the stream ends; fails when it does not end within this time. */
    public void drainToEnd(Duration deadline) throws IOException {
        long endNanos = System.nanoTime() + deadline.toNanos();
        try {
            while (true) {
                readAny(Duration.ofNanos(endNanos - System.nanoTime()));
            }
        } catch (EOFException | SocketException ended) {
            assertThat(socket.isClosed()).as("closed by this side").isFalse();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open after " + deadline, e);
        }
    }

    /** The next eight octets, as the answer to a wrong protocol header. */
    public byte[] readProtocolHeader() throws IOException {
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return in.readNBytes(8);
    }

    /** connection.close with 200, waits for close-ok. */
    public void closeOrderly() throws IOException {
        send(0, Methods.close(Methods.CONNECTION_CLOSE, 200, "bye"));
        Frame frame = read();
        while (frame.methodId() != Methods.CONNECTION_CLOSE_OK) {
            frame = read();
        }
        close();
    }

    /** Drops the socket with a reset, as a client does that dies. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the socket without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
