package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines are as RabbitMQ 4.0.5 sends them, but that the thread stands where its process does. */
class SyslogOutputTest {
    private static final String LOGGER = "io.leveret.broker.node.Node";
    private static final int PATIENCE_MS = 10_000;

    private final LoggerContext context = new LoggerContext();
    private final long pid = ProcessHandle.current().pid();
    private long nowMs;

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private static List<String> with(int port, String... sets) {
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("log.syslog.ip=127.0.0.1");
        all.add("log.syslog.port=" + port);
        return all;
    }

    private static LogOptions options(int port, String... sets) throws Exception {
        return LogOptionsTest.options(with(port, sets).toArray(String[]::new));
    }

    private static DatagramSocket server() throws IOException {
        DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(PATIENCE_MS);
        return server;
    }

    private static String received(DatagramSocket server) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    /** With its length before it. */
    private static String received(DataInputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            assertThat(c).isBetween((int) '0', (int) '9');
            length = length * 10 + c - '0';
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsLoggedIsReceived() throws Exception {
        try (DatagramSocket server = server();
                NodeLogs logs = new NodeLogs(
                        context, options(server.getLocalPort(), "log.syslog=true", "log.syslog.level=warning"))) {
            assertThat(logs.locations()).contains("syslog:127.0.0.1");
            context.getLogger(LOGGER).info("not sent");
            context.getLogger(LOGGER).warn("zwölf\nlines");
            context.getLogger(LOGGER).error("late");
            assertThat(received(server))
                    .matches("<28>[A-Z][a-z]{2} [ 123]\\d \\d\\d:\\d\\d:\\d\\d h leveret\\[" + pid
                            + "] <[!-~]+> - zwölf lines");
            assertThat(received(server)).startsWith("<27>").endsWith(" - late");
        }
    }

    @Test
    void theNewerFormAndWhoSpeaksAreAsSet() throws Exception {
        try (DatagramSocket server = server();
                NodeLogs logs = new NodeLogs(
                        context,
                        options(
                                server.getLocalPort(),
                                "log.syslog.protocol=rfc5424",
                                "log.syslog.identity=my rabbit",
                                "log.syslog.facility=local3",
                                "log.syslog.formatter.plaintext.format=$level: $msg",
                                "log.syslog.formatter.level_format=uc"))) {
            assertThat(logs.locations()).contains("syslog:127.0.0.1");
            context.getLogger(LOGGER).info("hello");
            assertThat(received(server))
                    .matches("<158>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z h my_rabbit " + pid
                            + " <[!-~]{1,30}> - INFO: hello");
        }
    }

    @Test
    void linesComeOverAConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                NodeLogs logs = new NodeLogs(
                        context,
                        options(server.getLocalPort(), "log.syslog.transport=tcp", "log.syslog.formatter=json"))) {
            assertThat(logs.locations()).contains("syslog:127.0.0.1");
            context.getLogger(LOGGER).info("one");
            context.getLogger(LOGGER).info("zwölf");
            server.setSoTimeout(PATIENCE_MS);
            try (Socket client = server.accept()) {
                client.setSoTimeout(PATIENCE_MS);
                DataInputStream in = new DataInputStream(client.getInputStream());
                assertThat(received(in)).startsWith("<30>").contains("\"msg\":\"one\"");
                assertThat(received(in)).contains("\"msg\":\"zwölf\"").endsWith("}");
            }
        }
    }

    private LoggingEvent event(String message) {
        return new LoggingEvent(LOGGER, context.getLogger(LOGGER), Level.INFO, message, null, null);
    }

    @Test
    void aServerThatIsAwayIsLeftAloneForAWhileAndThenFoundAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        SyslogOutput output = new SyslogOutput(
                options(port, "log.syslog.transport=tcp").syslog().orElseThrow(), () -> nowMs);
        output.setContext(context);
        output.start();
        output.doAppend(event("lost"));
        try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
            server.setSoTimeout(PATIENCE_MS);
            output.doAppend(event("lost, too: it is left alone"));
            nowMs += SyslogOutput.AGAIN_AFTER_MS;
            output.doAppend(event("here"));
            try (Socket client = server.accept()) {
                client.setSoTimeout(PATIENCE_MS);
                assertThat(received(new DataInputStream(client.getInputStream())))
                        .endsWith(" - here");
            }
        } finally {
            output.stop();
        }
    }

    @Test
    void aLineFitsIntoADatagram() throws Exception {
        SyslogLine line =
                new SyslogLine(options(1, "limits.log_line=100000").syslog().orElseThrow());
        assertThat(line.of(event("x".repeat(90_000)))).hasSize(65_000);
    }

    @ParameterizedTest
    @CsvSource({
        "heartbeat=1, false",
        "log.syslog=true, true",
        "log.syslog.host=h, true",
        "log.syslog.level=info, true",
        "log.syslog=false, false"
    })
    void itIsThereWhenAnythingIsSaidOfIt(String set, boolean there) throws Exception {
        LogOptions options = LogOptionsTest.options(set);
        assertThat(options.syslog().isPresent()).isEqualTo(there);
        assertThat(options.console()).as("besides").isPresent();
    }
}
