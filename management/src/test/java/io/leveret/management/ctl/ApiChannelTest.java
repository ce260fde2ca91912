package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Requests of the API as the control channel carries them. */
class ApiChannelTest {
    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    @Test
    void theAnswerIsAHeadAndABody() {
        assertThat(line.run("leveret-api", "GET /whoami")).isZero();
        assertThat(line.out())
                .isEqualTo("{\"status\":200,\"headers\":{}}\n"
                        + "{\"name\":\"rmq-cli\",\"tags\":[\"administrator\"],\"is_internal_user\":true}");
    }

    @Test
    void refusalsAreAnswersToo() {
        line.content = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        assertThat(line.run("leveret-api", "DELETE /whoami 'x-reason: tired'")).isZero();
        assertThat(line.out()).isEqualTo("{\"status\":405,\"headers\":{\"allow\":\"GET\"}}\n");
        assertThat(line.run("leveret-api", "GET /nothing")).isZero();
        assertThat(line.out()).startsWith("{\"status\":404,");
    }

    @Test
    void whatIsNoRequestIsAUsageError() {
        assertThat(line.run("leveret-api", "")).isEqualTo(64);
        assertThat(line.run("leveret-api", "FETCH /whoami")).isEqualTo(64);
        assertThat(line.run("leveret-api", "GET /whoami nocolon")).isEqualTo(64);
        assertThat(line.out()).isEmpty();
    }

    @Test
    void aBrokerThatIsStoppedIsSaidToBe() {
        node.running = false;
        assertThat(line.run("leveret-api", "GET /whoami")).isEqualTo(69);
        assertThat(line.err()).contains("is stopped");
    }
}
