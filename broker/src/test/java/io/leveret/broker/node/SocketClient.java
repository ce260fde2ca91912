package io.leveret.broker.node;

import io.leveret.codec.AmqpException;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A client with a plain socket, which waits for each answer. */
final class SocketClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final FrameDecoder decoder = new FrameDecoder(0);
    private final ArrayDeque<Method> received = new ArrayDeque<>();

    /** Connects and reads {@code connection.start}. */
    SocketClient(int port) throws IOException, AmqpException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
        read();
    }

    /** Logs in and opens "/"; the answer to the first step that is refused, else open-ok. */
    Method open(String user, String password) throws IOException, AmqpException {
        byte[] login = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        FieldTable capabilities =
                FieldTable.builder().bool("authentication_failure_close", true).build();
        FieldTable properties =
                FieldTable.builder().table("capabilities", capabilities).build();
        Method answer = call(0, new ConnectionMethod.StartOk(properties, "PLAIN", login, "en_US"));
        if (!(answer instanceof ConnectionMethod.Tune)) {
            return answer;
        }
        send(0, new ConnectionMethod.TuneOk(2_047, 131_072, 0));
        return call(0, new ConnectionMethod.Open("/"));
    }

    Method call(int channel, Method method) throws IOException, AmqpException {
        send(channel, method);
        return read();
    }

    void send(int channel, Method method) throws IOException {
        ByteBuf bytes = Unpooled.buffer();
        Frames.method(bytes, channel, method);
        socket.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
    }

    /** The next method; null when the broker has closed the socket. */
    Method read() throws IOException, AmqpException {
        byte[] chunk = new byte[4_096];
        while (received.isEmpty()) {
            int count = socket.getInputStream().read(chunk);
            if (count < 0) {
                return null;
            }
            decoder.decode(Unpooled.wrappedBuffer(chunk, 0, count), (type, channel, buffer, offset, size) -> {
                if (type == Frames.METHOD) {
                    received.add(MethodDecoder.decode(buffer, offset, size));
                }
            });
        }
        return received.poll();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
