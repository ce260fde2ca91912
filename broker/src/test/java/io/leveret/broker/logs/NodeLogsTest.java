package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogsTest {
    private static final String CONNECTION = "io.leveret.broker.connection.AmqpConnection";
    private static final String CHANNEL = "io.leveret.broker.connection.Channel";
    private static final String OTHER = "io.leveret.broker.node.Node";
    private static final String PLAIN = "log.file.formatter.plaintext.format=$level $msg";

    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void aCategoryMayBeLouderOrQuieterThanTheOutput() throws Exception {
        try (NodeLogs logs = open("log.connection.level=debug", "log.channel.level=none", "log.file.level=warning")) {
            logAll(CONNECTION, "c");
            logAll(CHANNEL, "h");
            logAll(OTHER, "o");
            assertThat(logs.tail(1)).singleElement().asString().endsWith("[error] <main> o");
            assertThat(context.getLogger(CONNECTION).isDebugEnabled()).isTrue();
            assertThat(context.getLogger(CHANNEL).isErrorEnabled()).isFalse();
            assertThat(context.getLogger(OTHER).isInfoEnabled()).isFalse();
        }
        assertThat(lines("l.log")).containsExactly("debug c", "info c", "warning c", "error c", "warning o", "error o");
    }

    @Test
    void aCategoryWithAFileIsInThatAlone() throws Exception {
        try (NodeLogs logs = open("log.audit.file=audit.log", "log.audit.level=info")) {
            logAll("audit", "a");
            logAll(OTHER, "o");
            assertThat(logs.locations())
                    .containsExactly(
                            directory.resolve("l.log").toString(),
                            directory.resolve("audit.log").toString());
        }
        assertThat(lines("audit.log")).containsExactly("info a", "warning a", "error a");
        assertThat(lines("l.log")).containsExactly("info o", "warning o", "error o");
    }

    @Test
    void theLevelChangesWhileItRunsButNotOfWhatIsSwitchedOff() throws Exception {
        try (NodeLogs logs = open("log.channel.level=none", "log.connection.level=error")) {
            logs.level("debug");
            logAll(CONNECTION, "c");
            logAll(CHANNEL, "h");
            logs.level("critical");
            logAll(OTHER, "o");
            logs.level("none");
            logAll(OTHER, "p");
        }
        assertThat(lines("l.log")).containsExactly("debug c", "info c", "warning c", "error c", "error o");
    }

    @Test
    void librariesAreHeardFromWarningsOn() throws Exception {
        try (NodeLogs logs = open("log.file.level=debug", "log.ra.level=debug")) {
            logAll("org.eclipse.jetty.server.Server", "j");
            logAll("org.apache.ratis.Server", "r");
            logs.level("error");
            logAll("io.javalin.Javalin", "k");
        }
        assertThat(lines("l.log")).containsExactly("warning j", "error j", "warning r", "error r", "error k");
    }

    @Test
    void theLastLinesAreKeptAndNewOnesFollowed() throws Exception {
        List<String> followed = new ArrayList<>();
        try (NodeLogs logs = open()) {
            for (int i = 0; i < 1_000; i++) {
                context.getLogger(OTHER).info("line {}", i);
            }
            assertThat(logs.tail(2))
                    .satisfiesExactly(
                            first -> assertThat(first).endsWith("line 998"),
                            second -> assertThat(second).endsWith("line 999"));
            assertThat(logs.tail(10_000)).hasSize(500);
            Runnable end = logs.follow(followed::add);
            context.getLogger(OTHER).info("followed");
            end.run();
            context.getLogger(OTHER).info("not followed");
            context.getLogger(OTHER).debug("below");
        }
        assertThat(followed).singleElement().asString().endsWith("followed").contains("[info]");
        assertThat(lines("l.log")).hasSize(1_002);
    }

    @Test
    void filesArePutAsideWhileLinesAreWritten() throws Exception {
        try (NodeLogs logs = open("log.file.rotation.size=100", "log.file.rotation.count=2")) {
            for (int i = 0; i < 100; i++) {
                context.getLogger(OTHER).info("line {}", i);
            }
            assertThat(logs.tail(100)).hasSize(100);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("l.log", "l.log.0", "l.log.1");
        }
        List<String> kept = new ArrayList<>(lines("l.log.1"));
        kept.addAll(lines("l.log.0"));
        kept.addAll(lines("l.log"));
        assertThat(kept)
                .hasSizeGreaterThan(16)
                .endsWith("info line 98", "info line 99")
                .doesNotHaveDuplicates();
    }

    @Test
    void linesGoToASinkWhileThereIsOneThatWantsThem() throws Exception {
        List<String> taken = new ArrayList<>();
        boolean[] wants = {true};
        LogSink sink = new LogSink() {
            @Override
            public boolean wants() {
                return wants[0];
            }

            @Override
            public void line(String level, long atSeconds, String contentType, byte[] line) {
                taken.add(level + " " + contentType + " " + new String(line, StandardCharsets.UTF_8));
            }
        };
        try (NodeLogs logs = open(
                "log.exchange=true", "log.exchange.level=warning", "log.exchange.formatter.plaintext.format=$msg")) {
            assertThat(logs.locations()).endsWith("exchange:amq.rabbitmq.log");
            logAll(OTHER, "early");
            logs.exchange(sink);
            logAll(OTHER, "a");
            wants[0] = false;
            logAll(OTHER, "b");
            wants[0] = true;
            logs.exchange(null);
            logAll(OTHER, "late");
        }
        assertThat(taken).containsExactly("warning text/plain a", "error text/plain a");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefused() throws IOException {
        Files.createDirectory(directory.resolve("l.log"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("l.log");
    }

    private NodeLogs open(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("log.dir=" + directory);
        all.add("log.file=l.log");
        all.add(PLAIN);
        return new NodeLogs(context, LogOptionsTest.options(all.toArray(String[]::new)));
    }

    private void logAll(String logger, String message) {
        context.getLogger(logger).debug(message);
        context.getLogger(logger).info(message);
        context.getLogger(logger).warn(message);
        context.getLogger(logger).error(message);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }
}
