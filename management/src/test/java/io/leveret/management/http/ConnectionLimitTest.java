package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** More sockets than a listener may have open. */
@Timeout(60)
class ConnectionLimitTest {
    private static final int MOST = 5;

    private final List<Socket> sockets = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leveret.management.http");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.WARN);
        RouteTable.Family family = () ->
                List.of(new Route(Verb.GET, "/short", Audience.ANYONE, "Short", request -> Response.json("short")));
        HttpOptions.Bind bind = new HttpOptions.Bind("127.0.0.1", 0, true, null, MOST);
        server = new ApiServer(
                new HttpOptions(List.of(bind, bind), "", 1_000, 8), new RouteTable(List.of(family)), () -> null);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private Socket open(int listener) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.ports().get(listener));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /api/short HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertServed(Socket socket) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200");
    }

    @Test
    void beyondTheLimitClientsWaitAndAreServedWhenOthersHaveGone() throws Exception {
        for (int i = 0; i < MOST; i++) {
            Socket socket = open(0);
            ask(socket);
            assertServed(socket);
        }
        Socket beyond = open(0);
        ask(beyond);
        Socket further = open(0);
        ask(further);
        further.setSoTimeout(500);
        assertThatThrownBy(() -> further.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        Socket other = open(1);
        ask(other);
        assertServed(other);
        for (Socket each : sockets.subList(0, MOST)) {
            each.close();
        }
        further.setSoTimeout(20_000);
        assertServed(beyond);
        assertServed(further);
        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().contains("connections"))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("127.0.0.1:" + server.ports().get(0), MOST + " connections"));
    }

    /** However often the limit is reached, it is told once in a while. */
    @Test
    void oneLineTellsOfManyTimes() throws Exception {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < MOST; i++) {
                ask(open(0));
            }
            for (Socket each : sockets) {
                assertServed(each);
                each.close();
            }
            sockets.clear();
        }
        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().contains("connections"))
                .hasSize(1);
    }
}
