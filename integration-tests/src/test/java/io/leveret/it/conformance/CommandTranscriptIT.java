package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.ManagedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A conversation with RabbitMQ 4.0.5's tools, held again: each command, then what it prints to standard output, to
 * standard error behind {@code E|}, and its exit code.
 */
@Timeout(600)
class CommandTranscriptIT {
    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private final String vhost = BROKER.name("transcript");
    private final String user = BROKER.name("transcript-user");

    @AfterEach
    void deleteBoth() throws Exception {
        BROKER.control().run("delete_vhost", vhost);
        BROKER.control().run("delete_user", user);
    }

    @Test
    void everyCommandPrintsWhatRabbitMqPrints() throws Exception {
        String node = String.valueOf(BROKER.api().get("/overview").at("node"));
        String expected =
                transcript().replace("{vhost}", vhost).replace("{user}", user).replace("{node}", node);
        assertThat(expected).startsWith("$ ");
        List<String> others = new ArrayList<>();
        for (String part : expected.substring(2).split("(?m)^\\$ ")) {
            String held = hold(part.lines().findFirst().orElseThrow());
            if (!held.equals(part)) {
                others.add("\nexpected: " + part + "\nprinted: " + held);
            }
        }
        assertThat(others).isEmpty();
    }

    /** Runs a command line and tells it as the transcript does. */
    private static String hold(String line) throws Exception {
        List<String> words = words(line);
        Outcome outcome = BROKER.control()
                .program(words.get(0))
                .run(words.subList(1, words.size()).toArray(String[]::new));
        StringBuilder held = new StringBuilder(line).append('\n').append(outcome.out());
        outcome.err().lines().forEach(each -> held.append("E| ").append(each).append('\n'));
        return held.append("rc=").append(outcome.exitCode()).append('\n').toString();
    }

    private static String transcript() throws IOException {
        try (InputStream in = CommandTranscriptIT.class.getResourceAsStream("/command-line/transcript.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Blanks part words, but not between single quotes. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        String[] quoted = line.split("'", -1);
        for (int i = 0; i < quoted.length; i++) {
            if (i % 2 == 1) {
                words.add(quoted[i]);
            } else if (!quoted[i].isBlank()) {
                words.addAll(List.of(quoted[i].strip().split(" +")));
            }
        }
        return words;
    }
}
