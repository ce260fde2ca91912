package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few large bodies are in memory at a time, a few wait, the rest is refused at once; small ones are served beside. */
@Timeout(60)
class LargeBodiesTest {
    private static final int LARGE_BYTES = 2 << 20;
    private static final int MOST_BYTES = 4 << 20;
    private static final int REFUSED = 5;
    private static final int SENT = Requests.LARGE_AT_A_TIME + Requests.LARGE_THAT_WAIT + REFUSED;

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final CountDownLatch filled = new CountDownLatch(Requests.LARGE_AT_A_TIME);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        RouteTable.Family family = () -> List.of(
                new Route(Verb.POST, "/large", Audience.MANAGEMENT, "Holds a body", request -> {
                    mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    filled.countDown();
                    await(goOn);
                    inside.decrementAndGet();
                    return Response.json(request.body().length);
                }),
                new Route(Verb.POST, "/small", Audience.MANAGEMENT, "Answers", request -> {
                    return Response.json(request.body().length);
                }));
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", MOST_BYTES, 32),
                new RouteTable(List.of(family)),
                () -> new FakeAccess().user("root", "administrator"));
        server.start();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    @Test
    void fewAreReadAtATimeAndFewWait() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch tooMany = new CountDownLatch(REFUSED);
        for (int i = 0; i < SENT; i++) {
            CompletableFuture<HttpResponse<String>> answer = send("/large", LARGE_BYTES);
            sent.add(answer);
            answer.thenAccept(response -> {
                if (response.statusCode() == 503) {
                    refused.incrementAndGet();
                    tooMany.countDown();
                }
            });
        }
        await(filled);
        await(tooMany); // the rest waits, or it would have been let in by now
        assertThat(send("/small", 1_000).get(20, TimeUnit.SECONDS).body()).isEqualTo("1000");
        goOn.countDown();
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            HttpResponse<String> answer = each.get(20, TimeUnit.SECONDS);
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).isEqualTo(Integer.toString(LARGE_BYTES));
                served++;
            } else {
                assertThat(answer.body()).contains("too_busy");
            }
        }
        assertThat(mostInside.get()).isEqualTo(Requests.LARGE_AT_A_TIME);
        assertThat(served).isEqualTo(SENT - REFUSED);
        assertThat(refused.get()).isEqualTo(REFUSED);
        assertThat(send("/large", LARGE_BYTES).get(20, TimeUnit.SECONDS).statusCode())
                .as("what was taken is given back")
                .isEqualTo(200);
    }

    /** A client that sends all of it before it looks for an answer sees the refusal. */
    @Test
    void whatIsSaidToBeTooLargeIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = send("/small", MOST_BYTES + 1).get(20, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("Exceeded HTTP request body size limit");
        }
        assertThat(send("/small", MOST_BYTES).get(20, TimeUnit.SECONDS).body()).isEqualTo(Integer.toString(MOST_BYTES));
    }

    /** The length is not said before, so it is seen when there is too much. */
    @Test
    void bodiesInPiecesAreLimitedToo() throws Exception {
        for (int bytes : new int[] {1_000, LARGE_BYTES, MOST_BYTES}) {
            goOn.countDown();
            HttpResponse<String> answer = send("/large", inPieces(bytes)).get(20, TimeUnit.SECONDS);
            assertThat(answer.body()).isEqualTo(Integer.toString(bytes));
        }
        assertThat(send("/large", inPieces(MOST_BYTES + 1))
                        .get(20, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(400);
    }

    private static BodyPublisher inPieces(int bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes]));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> send(String path, int bytes) {
        return send(path, BodyPublishers.ofByteArray(new byte[bytes]));
    }

    private CompletableFuture<HttpResponse<String>> send(String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.ports().get(0) + "/api" + path))
                .header("authorization", "Basic cm9vdDpyb290")
                .POST(body)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
