package io.leveret.management.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Most tests need the server to be there, and not by name. */
@SuppressWarnings("try")
class ControlServerTest {
    private static final String NODE = "n@h";

    @TempDir
    private Path directory;

    private Path data;
    private Path home;
    private final LinkedBlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final List<ControlRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final InputStream realIn = System.in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        home = Files.createDirectory(directory.resolve("home"));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
        System.setIn(realIn);
    }

    private ControlServer open(ControlHandler handler) throws IOException {
        return open(data, handler);
    }

    private ControlServer open(Path where, ControlHandler handler) throws IOException {
        return ControlServer.open(where, home.toString(), NODE, handler, complaints::add);
    }

    private int client(String... arguments) {
        List<String> command = List.of(arguments);
        return ControlClient.run("tool", command, TargetNode.of(Map.of("HOME", home.toString()), command));
    }

    private int echo(ControlRequest request, ControlSession session) {
        requests.add(request);
        session.out("out\u00e9\n");
        session.err("err\n");
        return 42;
    }

    @Test
    void aCommandTravelsThereAndItsAnswerBack() throws IOException {
        try (ControlServer server = open(this::echo)) {
            assertThat(client("-n", NODE, "do", "", "it \u00e9")).isEqualTo(42);
        }
        assertThat(requests)
                .containsExactly(new ControlRequest(
                        "tool", System.getProperty("user.dir"), List.of("-n", NODE, "do", "", "it \u00e9")));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("out\u00e9\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
        assertThat(complaints).isEmpty();
    }

    @Test
    void contentGoesBothWaysInPieces() throws IOException {
        byte[] content = new byte[3 * Wire.FRAME_BYTES + 17];
        new Random(5).nextBytes(content);
        ControlHandler back = (request, session) -> {
            try {
                byte[] all = session.input().readAllBytes();
                session.out(all, 0, all.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            session.err("done");
            return 7;
        };
        try (ControlServer server = open(back);
                ControlConversation conversation = ControlConversation.open(
                        server.socket(), "tool", List.of("a"), new ByteArrayInputStream(content))) {
            assertThat(conversation.output().readAllBytes()).isEqualTo(content);
            assertThat(conversation.exitCode()).isEqualTo(7);
            assertThat(conversation.errors()).isEqualTo("done");
        }
        System.setIn(new ByteArrayInputStream(content));
        try (ControlServer server = open(back)) {
            assertThat(client("do")).isEqualTo(7);
        }
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void theSocketIsForTheOwnerAlone() throws IOException {
        try (ControlServer server = open(this::echo)) {
            assertThat(server.socket()).isEqualTo(data.resolve("admin.sock"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void theOnlyNodeNeedsNoName() throws IOException {
        try (ControlServer server = open(this::echo)) {
            assertThat(client("do")).isEqualTo(42);
        }
    }

    @Test
    void ofSeveralNodesOneMustBeNamed() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (ControlServer server = open(this::echo);
                ControlServer second = ControlServer.open(other, home.toString(), "m@h", this::echo, complaints::add)) {
            assertThat(client("do")).isEqualTo(ControlClient.UNAVAILABLE);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("name one with -n NODE", "m@h", NODE);
            assertThat(client("--node=m@h", "do")).isEqualTo(42);
        }
    }

    @Test
    void withoutANodeTheClientSaysSo() {
        assertThat(client("do")).isEqualTo(ControlClient.UNAVAILABLE);
        assertThat(client("-n", "x@h", "do")).isEqualTo(ControlClient.UNAVAILABLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("no node of this user is running")
                .contains("Error: unable to perform an operation on node 'x@h'. Please see diagnostics information");
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        open(this::echo).close();
        assertThat(data).isEmptyDirectory();
        assertThat(home.resolve(".leveret")).isEmptyDirectory();
    }

    @Test
    void aSocketAndALinkOfADeadNodeAreReplaced() throws IOException {
        Path stale = data.resolve("admin.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        Files.createDirectory(home.resolve(".leveret"));
        Files.createSymbolicLink(SocketPlace.link(home.toString(), NODE), directory.resolve("gone.sock"));
        assertThat(client("-n", NODE, "do")).isEqualTo(ControlClient.UNAVAILABLE);
        try (ControlServer server = open(this::echo)) {
            assertThat(client("-n", NODE, "do")).isEqualTo(42);
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void theLinkOfALivingNodeOfTheSameNameIsLeftToIt() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (ControlServer first = open(this::echo)) {
            open(other, (request, session) -> 1).close();
            assertThat(client("-n", NODE, "do")).isEqualTo(42);
        }
        assertThat(complaints.poll()).contains("another node of this name runs");
    }

    @Test
    void aDataDirectoryWithALongPathHasALinkToTheSocket() throws IOException {
        Path deep = Files.createDirectories(data.resolve("d".repeat(60)).resolve("e".repeat(60)));
        try (ControlServer server = open(deep, this::echo)) {
            assertThat(server.socket()).isEqualTo(home.resolve(".leveret").resolve(NODE + ".sock"));
            assertThat(Files.readSymbolicLink(deep.resolve("admin.sock"))).isEqualTo(server.socket());
            assertThat(client("-n", NODE, "do")).isEqualTo(42);
        }
        assertThat(Files.exists(deep.resolve("admin.sock"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void whenBothPathsAreTooLongItSaysSo() throws IOException {
        Path deep = Files.createDirectories(data.resolve("d".repeat(60)).resolve("e".repeat(60)));
        assertThatThrownBy(() -> ControlServer.open(deep, deep.toString(), NODE, this::echo, complaints::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are longer than the 107 bytes");
    }

    @Test
    void longOutputComesWhole() throws IOException {
        String text = "0123456789\n".repeat(50_000);
        try (ControlServer server = open((request, session) -> {
            session.out(text);
            return 0;
        })) {
            assertThat(client("do")).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void aCommandReadsStandardInputByLines() throws IOException {
        System.setIn(new ByteArrayInputStream("first \u00e9\n\nthird".getBytes(StandardCharsets.UTF_8)));
        try (ControlServer server = open((request, session) -> {
            try {
                String line = session.readLine();
                while (line != null) {
                    session.out("[" + line + "]");
                    line = session.readLine();
                }
                return 0;
            } catch (IOException e) {
                return 1;
            }
        })) {
            assertThat(client("do")).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[first \u00e9][][third]");
    }

    @Test
    void aCommandThatRunsLongHoldsUpNobody() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ControlServer server = open((request, session) -> {
            if (request.arguments().contains("slow")) {
                running.countDown();
                try {
                    return goOn.await(20, TimeUnit.SECONDS) ? 7 : 8;
                } catch (InterruptedException e) {
                    return 9;
                }
            }
            return 0;
        })) {
            int[] code = new int[1];
            Thread slow = new Thread(() -> code[0] = client("slow"));
            slow.start();
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client("quick")).isZero();
            goOn.countDown();
            slow.join(20_000);
            assertThat(code[0]).isEqualTo(7);
        }
    }

    @Test
    void whoSpeaksSomethingElseIsDroppedAndTheNextIsServed() throws Exception {
        try (ControlServer server = open(this::echo)) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
                channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                assertThat(channel.read(ByteBuffer.allocate(16))).isEqualTo(-1);
            }
            assertThat(complaints.poll(20, TimeUnit.SECONDS)).contains("this is no request");
            assertThat(client("do")).isEqualTo(42);
        }
        assertThat(requests).hasSize(1);
    }
}
