package io.leveret.it.management;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Takes requests, reads them to their end and refuses them, without looking at them: so it is seen what sending them
 * costs the machine, whoever gets them. A thread for each connection.
 */
final class RubbishSink implements Closeable {
    private static final byte[] REFUSAL = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final int SILENCE_MS = 5_000;

    private final ServerSocket server;

    RubbishSink() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    String root() {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "sink");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            return; // it is closed
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(SILENCE_MS);
            InputStream stream = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = stream.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            String lower = head.toString().toLowerCase(Locale.ROOT);
            int at = lower.indexOf(LENGTH);
            if (at >= 0) {
                int from = at + LENGTH.length();
                stream.skipNBytes(Long.parseLong(lower.substring(from, lower.indexOf("\r\n", from))));
            }
            socket.getOutputStream().write(REFUSAL);
        } catch (IOException e) {
            return; // the client is gone, or silent
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
