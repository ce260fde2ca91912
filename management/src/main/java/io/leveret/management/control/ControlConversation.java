package io.leveret.management.control;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * One command that a program, and not a person, gives to a running node: what it prints is read as a stream, what it
 * wants to read is given as one. For one thread.
 */
public final class ControlConversation implements AutoCloseable {
    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream answers;
    private final InputStream content;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private int exitCode = -1;

    private ControlConversation(SocketChannel channel, InputStream content) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
        this.answers = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        this.content = content;
    }

    /**
     * Gives a command to the node that listens at a socket.
     *
     * @param content what it may read; closed by who calls
     * @throws IOException nobody listens there, or not to this user
     */
    public static ControlConversation open(Path socket, String tool, List<String> arguments, InputStream content)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ControlConversation conversation = new ControlConversation(channel, content);
            Wire.writeRequest(conversation.answers, tool, System.getProperty("user.dir"), arguments);
            return conversation;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What it prints to standard output, to its end. */
    public InputStream output() {
        return new InputStream() {
            private InputStream frame = InputStream.nullInputStream();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = frame.read(bytes, offset, length);
                while (count < 0 && exitCode < 0) {
                    frame = new ByteArrayInputStream(nextOutput());
                    count = frame.read(bytes, offset, length);
                }
                return count;
            }
        };
    }

    /** The next bytes of output; none when it has ended. */
    private byte[] nextOutput() throws IOException {
        while (true) {
            int type;
            try {
                type = in.readUnsignedByte();
            } catch (EOFException e) {
                throw new IOException("the node ended the conversation before its end", e);
            }
            switch (type) {
                case Wire.OUT -> {
                    return in.readNBytes(in.readInt());
                }
                case Wire.ERR -> errors.writeBytes(in.readNBytes(in.readInt()));
                case Wire.CONTENT_WANTED -> Wire.writePiece(answers, content);
                case Wire.EXIT -> {
                    exitCode = in.readUnsignedByte();
                    return new byte[0];
                }
                default -> throw new IOException("the node speaks another version of the control channel");
            }
        }
    }

    /** What it printed to standard error so far. */
    public String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** The exit code; -1 until the output has been read to its end. */
    public int exitCode() {
        return exitCode;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
