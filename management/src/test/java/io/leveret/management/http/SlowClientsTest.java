package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Clients that read or send nothing, over real sockets, and others that want to be served meanwhile. */
@Timeout(60)
class SlowClientsTest {
    private static final int THREADS = 12;
    private static final int SLOW = 64;

    /** More than the sockets of both ends hold. */
    private static final int LARGE_BYTES = 24 << 20;

    private static final int MAX_BODY_BYTES = 4 << 20;

    /** Half of the time after which the library itself lets go of a socket on which nothing moves. */
    private static final int PATIENCE_MS = 15_000;

    private final FakeAccess access = new FakeAccess().user("root", "administrator");
    private final List<Socket> sockets = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leveret.management.http");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        lines.list = new CopyOnWriteArrayList<>(); // the server adds to it while it is looked at
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
        RouteTable.Family family = () -> List.of(
                new Route(Verb.GET, "/short", Audience.ANYONE, "Short", request -> Response.json("short")),
                new Route(
                        Verb.GET,
                        "/large",
                        Audience.ANYONE,
                        "Large",
                        request -> Response.stream("text/plain", out -> {
                            byte[] part = new byte[8_000];
                            Arrays.fill(part, (byte) 'x');
                            for (int sent = 0; sent < LARGE_BYTES; sent += part.length) {
                                out.write(part);
                            }
                        })),
                new Route(Verb.POST, "/body", Audience.ADMINISTRATOR, "Length", request -> {
                    return Response.json(request.body().length);
                }));
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", MAX_BODY_BYTES, THREADS),
                new RouteTable(List.of(family)),
                () -> access);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
        assertThat(lines.list)
                .as("slow clients are no fault of the node")
                .noneMatch(line -> line.getLevel() == Level.ERROR);
    }

    @Test
    void whoDoesNotReadKeepsNobodyElseFromBeingServed() throws IOException {
        for (int i = 0; i < SLOW; i++) {
            send("GET /api/large HTTP/1.1", "x-test: 1", "");
        }
        assertOthersAreServed();
        assertThat(lines.list).anyMatch(line -> line.getFormattedMessage().contains("HTTP clients are let go"));
    }

    @Test
    void whoSendsTheRestOfALargeBodySlowlyKeepsNobodyElseFromBeingServed() throws IOException {
        for (int i = 0; i < SLOW; i++) {
            send("POST /api/body HTTP/1.1", login() + "\r\ncontent-length: 500000", "x".repeat(100_000));
        }
        assertOthersAreServed();
        assertThat(lines.list).anyMatch(line -> line.getFormattedMessage().contains("HTTP clients are let go"));
    }

    @Test
    void whoReadsGetsTheWholeAnswerThroughASmallBuffer() throws IOException {
        Socket reader = send("GET /api/large HTTP/1.1", "connection: close", "");
        long count = 0;
        InputStream stream = reader.getInputStream();
        byte[] part = new byte[1 << 16];
        for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
            count += read;
        }
        assertThat(count).isGreaterThan(LARGE_BYTES);
    }

    private void assertOthersAreServed() throws IOException {
        long beganNanos = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            Socket other = send("GET /api/short HTTP/1.1", "connection: close", "");
            String answer = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"short\"");
        }
        assertThat(System.nanoTime() - beganNanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS));
    }

    private static String login() {
        return "authorization: Basic "
                + Base64.getEncoder().encodeToString("root:root".getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request on a socket that takes little; nothing is read. */
    private Socket send(String line, String header, String body) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress("127.0.0.1", server.ports().get(0)));
        String request = line + "\r\nhost: localhost\r\n" + header + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
