package io.leveret.management.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What travels over the control channel. The client sends a request: magic, version, the name it was called by, its
 * working directory, its arguments. The server sends frames: a type, a length, bytes.
 */
final class Wire {
    static final int MAGIC = 0x4c56_5254;
    static final int VERSION = 1;

    /** Bytes for standard output. */
    static final int OUT = 1;
    /** Bytes for standard error. */
    static final int ERR = 2;
    /** The exit code, one byte; the last frame. */
    static final int EXIT = 3;
    /** The server wants a line of standard input; the client answers with a length, -1 at its end, and bytes. */
    static final int LINE_WANTED = 4;
    /** The server wants what comes next of standard input; the client answers as to a wish for a line. */
    static final int CONTENT_WANTED = 5;
    /** A process whose end the client is to wait for: eight bytes, and a text to print then. */
    static final int END_AWAITED = 6;

    /** Most bytes of a frame, and of a piece of content. */
    static final int FRAME_BYTES = 1 << 16;

    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_ARGUMENTS = 4096;

    private Wire() {}

    static void writeRequest(DataOutputStream out, String tool, String directory, List<String> arguments)
            throws IOException {
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        writeText(out, tool);
        writeText(out, directory);
        out.writeInt(arguments.size());
        for (String argument : arguments) {
            writeText(out, argument);
        }
        out.flush();
    }

    /** Reads a request; what is not one is an {@link IOException}. */
    static ControlRequest readRequest(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("this is no request");
        }
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("the request has version " + version + ", this node speaks " + VERSION);
        }
        String tool = readText(in);
        String directory = readText(in);
        int count = in.readInt();
        if (count < 0 || count > MAX_ARGUMENTS) {
            throw new IOException(count + " arguments");
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(readText(in));
        }
        return new ControlRequest(tool, directory, arguments);
    }

    /** Answers a wish for content with as much as is there now, or with its end. */
    static void writePiece(DataOutputStream out, InputStream content) throws IOException {
        byte[] piece = new byte[FRAME_BYTES];
        int length = content.read(piece);
        out.writeInt(length);
        out.write(piece, 0, Math.max(0, length));
        out.flush();
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT_BYTES) {
            throw new IOException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
