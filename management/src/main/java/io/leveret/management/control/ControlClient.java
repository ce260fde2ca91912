package io.leveret.management.control;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;

/**
 * Brings one command to a running node and copies back what it answers. Knows nothing of commands but how the node is
 * named: {@code -n NODE} or {@code --node NODE}, else {@code RABBITMQ_NODENAME}, else the only node of this user.
 */
public final class ControlClient {
    /** No node there (EX_UNAVAILABLE of sysexits). */
    static final int UNAVAILABLE = 69;

    private static final int BUFFER_BYTES = 16 * 1024;

    private ControlClient() {}

    /** Runs the command; the first argument is the name the program was called by. */
    public static void main(String[] arguments) {
        List<String> command = Arrays.asList(arguments).subList(1, arguments.length);
        TargetNode node = TargetNode.of(System.getenv(), command);
        StartupWait.before(command, node);
        System.exit(run(arguments[0], command, node));
    }

    static int run(String tool, List<String> arguments, TargetNode node) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(node.socket()));
            } catch (IOException e) {
                return absent(arguments, node, e);
            }
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
            Wire.writeRequest(out, tool, System.getProperty("user.dir"), arguments);
            return copy(new DataInputStream(Channels.newInputStream(channel)), out);
        } catch (IOException e) {
            System.err.println(node.unreachable(e.getMessage()));
            return UNAVAILABLE;
        }
    }

    /** No node: a failure, but to who wants it stopped and does not mind. */
    private static int absent(List<String> arguments, TargetNode node, IOException why) {
        if (arguments.contains("stop") && arguments.contains("--idempotent")) {
            System.out.println(node.gone());
            return 0;
        }
        System.err.println(node.unreachable(why.getMessage()));
        return UNAVAILABLE;
    }

    private static int copy(DataInputStream in, DataOutputStream answers) throws IOException {
        AwaitedEnds ends = new AwaitedEnds();
        int code;
        try {
            code = copy(in, answers, ends);
        } catch (IOException e) {
            if (ends.isEmpty()) {
                throw e;
            }
            code = 0; // the node was faster to end than to say that it does
        }
        ends.await(System.out);
        return code;
    }

    private static int copy(DataInputStream in, DataOutputStream answers, AwaitedEnds ends) throws IOException {
        while (true) {
            int type;
            try {
                type = in.readUnsignedByte();
            } catch (EOFException e) {
                throw new IOException("the node ended the conversation before its end", e);
            }
            switch (type) {
                case Wire.OUT -> print(System.out, in);
                case Wire.ERR -> print(System.err, in);
                case Wire.EXIT -> {
                    return in.readUnsignedByte();
                }
                case Wire.LINE_WANTED -> sendLine(answers);
                case Wire.CONTENT_WANTED -> Wire.writePiece(answers, System.in);
                case Wire.END_AWAITED -> ends.add(in.readLong(), Wire.readText(in));
                default -> throw new IOException("the node speaks another version of the control channel");
            }
        }
    }

    private static void print(PrintStream to, DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readInt());
        to.write(bytes, 0, bytes.length);
        to.flush();
    }

    private static void sendLine(DataOutputStream answers) throws IOException {
        InputStream in = System.in;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        boolean any = next >= 0;
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        answers.writeInt(any ? line.size() : -1);
        line.writeTo(answers);
        answers.flush();
    }
}
