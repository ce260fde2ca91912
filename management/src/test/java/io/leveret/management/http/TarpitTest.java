package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers to errors that wait, over real sockets, and others that do not. The budget's clock stands still. */
@Timeout(120)
class TarpitTest {
    private static final int THREADS = 6;
    private static final int PATIENCE_MS = 30_000;
    private static final int MANY = 300;

    /** Longer than a test. */
    private static final Duration NEVER = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String NOT_FOUND = "GET /api/none HTTP/1.1\r\nhost: x\r\n\r\n";
    private static final String HONEST = "GET /api/m HTTP/1.1\r\nhost: x\r\n" + login("root:root") + "\r\n\r\n";
    private static final String REFUSED = "GET /api/m HTTP/1.1\r\nhost: x\r\n" + login("root:wrong") + "\r\n\r\n";

    private static final String MALFORMED = "GET /api/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();
    private ErrorBudget budget;
    private ApiServer server;

    private static String login(String credentials) {
        return "authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** One of which the budget is spent: all errors wait for so long. */
    private void startSpent(Duration longest) throws IOException {
        start(longest);
        budget.charge(InetAddress.getLoopbackAddress(), false, TimeUnit.DAYS.toNanos(1));
    }

    private void start(Duration longest) throws IOException {
        budget = new ErrorBudget(() -> 0, longest.toNanos());
        RouteTable.Family family = () -> List.of(
                new Route(Verb.GET, "/m", Audience.MANAGEMENT, "Answers", request -> Response.json("honest")),
                new Route(Verb.POST, "/body", Audience.MANAGEMENT, "Refuses", request -> {
                    throw ApiException.badRequest("y".repeat(100_000));
                }));
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 4 << 20, THREADS),
                List.of(new ApiServer.Mount("/api", new RouteTable(List.of(family)))),
                List.of(),
                () -> new FakeAccess().user("root", "administrator"),
                budget);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.ports().get(0));
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MS);
        send(socket, request);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    }

    /** One answer with its body; "" if the connection was closed instead. */
    private static String answer(Socket socket) throws IOException {
        String head = head(socket);
        if (head.isEmpty()) {
            return head;
        }
        String length = head.replaceAll("(?is).*content-length: *(\\d+).*", "$1");
        byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length));
        return head + new String(body, StandardCharsets.UTF_8);
    }

    private static String head(Socket socket) throws IOException {
        InputStream stream = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = stream.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    private void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - endNanos)
                    .as("%s answers wait", server.keptErrors())
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** So many answers that wait. */
    private List<Socket> keep(int count, String request) throws IOException {
        int wanted = server.keptErrors() + count;
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(send(request));
        }
        await(() -> server.keptErrors() == wanted);
        return waiting;
    }

    @Test
    void whoErrsNowAndThenIsAnsweredAtOnce() throws IOException {
        start(NEVER);
        assertThat(answer(send(NOT_FOUND))).startsWith("HTTP/1.1 404");
        assertThat(answer(send(REFUSED))).startsWith("HTTP/1.1 401");
    }

    @Test
    void manyThatWaitHaveNoThreadAndWhoIsHonestIsAnswered() throws IOException {
        startSpent(NEVER);
        keep(MANY / 3, REFUSED);
        keep(MANY / 3, NOT_FOUND);
        keep(MANY / 3, MALFORMED);
        for (int i = 0; i < 3 * THREADS; i++) {
            assertThat(answer(send(HONEST))).startsWith("HTTP/1.1 200").endsWith("\"honest\"");
        }
        assertThat(server.keptErrors()).isEqualTo(MANY);
    }

    @Test
    void anAnswerThatWaitedIsTheSameAndTheConnectionGoesOn() throws IOException {
        startSpent(SHORT);
        String late = withoutDate(answerLate(NOT_FOUND));
        String lateRefused = withoutDate(answerLate(REFUSED));
        String lateHead = withoutDate(answerLate(NOT_FOUND.replace("GET", "HEAD")));
        Socket socket = sockets.get(0);
        send(socket, HONEST);
        assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        server.close();
        start(SHORT);
        assertThat(late).isEqualTo(withoutDate(answer(send(NOT_FOUND)))).contains("Object Not Found");
        assertThat(lateRefused).isEqualTo(withoutDate(answer(send(REFUSED)))).contains("not_authorized");
        assertThat(lateHead).startsWith("HTTP/1.1 404");
    }

    private String answerLate(String request) throws IOException {
        long beganNanos = System.nanoTime();
        String answer = request.startsWith("HEAD") ? head(send(request)) : answer(send(request));
        assertThat(System.nanoTime() - beganNanos).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(server.keptErrors()).isZero();
        return answer;
    }

    private static String withoutDate(String answer) {
        return answer.replaceAll("(?i)date:[^\r]*\r\n", "");
    }

    @Test
    void theNextRequestsOfAConnectionAreNotLost() throws IOException {
        startSpent(SHORT);
        Socket together = send(NOT_FOUND + HONEST + NOT_FOUND);
        Socket apart = send(NOT_FOUND);
        await(() -> server.keptErrors() == 2);
        send(apart, HONEST.substring(0, 1));
        send(apart, HONEST.substring(1) + NOT_FOUND);
        for (Socket each : List.of(together, apart)) {
            assertThat(answer(each)).startsWith("HTTP/1.1 404");
            assertThat(answer(each)).startsWith("HTTP/1.1 200").endsWith("\"honest\"");
            assertThat(answer(each)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aLargeErrorAndABodyThatNobodyReadAreNoHindrance() throws IOException {
        startSpent(SHORT);
        String body = "x".repeat(20_000);
        String length = "content-length: " + body.length() + "\r\n\r\n";
        Socket unread = send(REFUSED.replace("GET /api/m", "POST /api/body").trim() + "\r\n" + length + body);
        assertThat(answer(unread)).startsWith("HTTP/1.1 401");
        send(unread, HONEST);
        assertThat(answer(unread)).startsWith("HTTP/1.1 200");
        Socket large = send(HONEST.replace("GET /api/m", "POST /api/body").trim() + "\r\n" + length + body);
        assertThat(answer(large)).startsWith("HTTP/1.1 400").contains("y".repeat(100_000));
    }

    @Test
    void placesOfThoseWhoWentAwayAreFreeInTime() throws IOException {
        startSpent(Duration.ofSeconds(8));
        List<Socket> closed = keep(10, NOT_FOUND);
        List<Socket> reset = keep(10, REFUSED);
        List<Socket> malformed = keep(10, MALFORMED);
        for (Socket each : reset) {
            each.setSoLinger(true, 0);
            each.close();
        }
        for (Socket each : malformed) {
            each.close();
        }
        for (Socket each : closed) {
            each.close();
        }
        await(() -> server.keptErrors() == 0);
    }

    @Test
    void soManyOfAnAddressAreKeptAndTheNextIsClosed() throws IOException {
        startSpent(NEVER);
        keep(Tarpit.MOST_KEPT_OF_ADDRESS, NOT_FOUND);
        assertThat(answer(send(NOT_FOUND))).isEmpty();
        assertThat(answer(send(MALFORMED))).isEmpty();
        assertThat(answer(send(HONEST))).startsWith("HTTP/1.1 200");
        assertThat(server.keptErrors()).isEqualTo(Tarpit.MOST_KEPT_OF_ADDRESS);
    }

    @Test
    void soManyBytesAreKept() throws IOException {
        startSpent(NEVER);
        String large = HONEST.replace("GET /api/m", "POST /api/body").trim() + "\r\ncontent-length: 0\r\n\r\n";
        keep(Tarpit.MOST_KEPT_BYTES / 100_100, large);
        assertThat(answer(send(large))).isEmpty();
        assertThat(server.keptErrors()).isEqualTo(Tarpit.MOST_KEPT_BYTES / 100_100);
    }

    @Test
    void aServerThatStopsLetsThemGo() throws IOException {
        startSpent(NEVER);
        List<Socket> waiting = keep(20, NOT_FOUND);
        server.close();
        assertThat(server.keptErrors()).isZero();
        for (Socket each : waiting) {
            assertThat(answer(each)).isEmpty();
        }
    }
}
