package io.leveret.management.control;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Takes commands for a node at a UNIX-domain socket, each on a thread of its own, at most {@link #MOST_AT_ONCE} at a
 * time; others wait to be accepted. Only the user that runs the node, and root, are served.
 */
public final class ControlServer implements AutoCloseable {
    static final int MOST_AT_ONCE = 16;

    private final ControlHandler handler;
    private final Consumer<String> complaints;
    private final Path socket;
    private final ServerSocketChannel listener;
    private final Set<Path> links;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong served = new AtomicLong();
    private volatile boolean closed;

    private ControlServer(
            ControlHandler handler,
            Consumer<String> complaints,
            Path socket,
            ServerSocketChannel listener,
            Set<Path> links) {
        this.handler = handler;
        this.complaints = complaints;
        this.socket = socket;
        this.listener = listener;
        this.links = links;
    }

    /**
     * Begins to listen at {@code admin.sock} in the data directory, which this process holds, and links it by the
     * node's name. If the directory's path is too long for a socket, it stands where the link would and the directory
     * has the link.
     *
     * @param home the home directory of this user
     * @param complaints takes what went wrong with a client or a link, for the log; any thread
     * @throws IOException it cannot listen; the message says why
     */
    public static ControlServer open(
            Path data, String home, String node, ControlHandler handler, Consumer<String> complaints)
            throws IOException {
        Path inData = data.toAbsolutePath().resolve("admin.sock");
        Path byName = SocketPlace.link(home, node);
        boolean fits = SocketPlace.fits(inData);
        Path socket = fits ? inData : byName.toAbsolutePath();
        Path link = fits ? byName : inData;
        if (!SocketPlace.fits(socket)) {
            throw new IOException("both " + inData + " and " + socket + " are longer than the "
                    + SocketPlace.MAX_PATH_BYTES + " bytes that the path of a socket may have");
        }
        Files.createDirectories(byName.getParent());
        if (!fits && LiveSocket.listens(socket)) {
            throw new IOException("another node listens at " + socket);
        }
        Files.deleteIfExists(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(socket), MOST_AT_ONCE);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw new IOException("cannot listen at " + socket + ": " + e.getMessage(), e);
        }
        Set<Path> links = link(link, socket, complaints) ? Set.of(link) : Set.of();
        ControlServer server = new ControlServer(handler, complaints, socket, listener, links);
        Thread acceptor = new Thread(server::accept, "control");
        acceptor.setDaemon(true);
        acceptor.start();
        return server;
    }

    /** A link of a dead node is replaced, that of a living one is left to it. */
    private static boolean link(Path link, Path socket, Consumer<String> complaints) {
        try {
            Path there = Files.isSymbolicLink(link) ? link.resolveSibling(Files.readSymbolicLink(link)) : null;
            if (there != null && !there.equals(socket) && LiveSocket.listens(link)) {
                complaints.accept("another node of this name runs and keeps " + link);
                return false;
            }
            Path fresh = link.resolveSibling(
                    link.getFileName() + "." + ProcessHandle.current().pid());
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, socket);
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            complaints.accept("cannot make " + link + ": " + e);
            return false;
        }
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    private void accept() {
        while (!closed) {
            try {
                free.acquire();
                SocketChannel channel = listener.accept();
                open.add(channel);
                Thread thread = new Thread(() -> serveAndClose(channel), "control-" + served.incrementAndGet());
                thread.setDaemon(true);
                thread.start();
            } catch (ClosedChannelException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                free.release();
                complaints.accept("a client could not be accepted: " + e);
            }
        }
    }

    private void serveAndClose(SocketChannel channel) {
        try (channel) {
            serve(channel);
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                complaints.accept("a client's command ended early: " + e);
            }
        } finally {
            open.remove(channel);
            free.release();
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        String owner = Files.getOwner(socket).getName();
        if (!peer.user().getName().equals(owner) && !peer.user().getName().equals("root")) {
            throw new IOException("user " + peer.user().getName() + " may not administer this node");
        }
        in.mark(1);
        if (in.read() < 0) {
            return; // somebody wanted to know whether anybody listens
        }
        in.reset();
        ControlRequest request = Wire.readRequest(in);
        Session session = new Session(in, out);
        int code = handler.run(request, session);
        session.failIfGone();
        out.write(new byte[] {Wire.EXIT, (byte) code});
    }

    /** One client; what cannot be written ends the command at its end. */
    private static final class Session implements ControlSession {
        private final DataInputStream in;
        private final DataOutputStream out;
        private IOException gone;

        Session(DataInputStream in, DataOutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public void out(String text) {
            frames(Wire.OUT, text);
        }

        @Override
        public void err(String text) {
            frames(Wire.ERR, text);
        }

        private void frames(int type, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            frames(type, bytes, 0, bytes.length);
        }

        private void frames(int type, byte[] bytes, int offset, int length) {
            try {
                for (int at = 0; at < length && gone == null; at += Wire.FRAME_BYTES) {
                    int part = Math.min(Wire.FRAME_BYTES, length - at);
                    out.writeByte(type);
                    out.writeInt(part);
                    out.write(bytes, offset + at, part);
                }
            } catch (IOException e) {
                gone = e;
            }
        }

        @Override
        public void out(byte[] bytes, int offset, int length) {
            frames(Wire.OUT, bytes, offset, length);
        }

        @Override
        public InputStream input() {
            return new InputStream() {
                private InputStream piece = InputStream.nullInputStream();
                private boolean ended;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = piece.read(bytes, offset, length);
                    while (count < 0 && !ended) {
                        byte[] next = ask(Wire.CONTENT_WANTED);
                        ended = next == null;
                        piece = ended ? InputStream.nullInputStream() : new ByteArrayInputStream(next);
                        count = piece.read(bytes, offset, length);
                    }
                    return count;
                }
            };
        }

        @Override
        public String readLine() throws IOException {
            byte[] line = ask(Wire.LINE_WANTED);
            return line == null ? null : new String(line, StandardCharsets.UTF_8);
        }

        /** Bytes of standard input, or null at its end. */
        private byte[] ask(int type) throws IOException {
            failIfGone();
            out.writeByte(type);
            int length = in.readInt();
            if (length > Wire.FRAME_BYTES) {
                throw new IOException("a line of " + length + " bytes");
            }
            return length < 0 ? null : in.readNBytes(length);
        }

        /** Sends nothing, which fails when nobody is there. */
        @Override
        public boolean isGone() {
            try {
                if (gone == null) {
                    out.writeByte(Wire.OUT);
                    out.writeInt(0);
                }
            } catch (IOException e) {
                gone = e;
            }
            return gone != null;
        }

        @Override
        public void awaitEnd(long pid, String then) {
            try {
                if (gone == null) {
                    out.writeByte(Wire.END_AWAITED);
                    out.writeLong(pid);
                    Wire.writeText(out, then);
                }
            } catch (IOException e) {
                gone = e;
            }
        }

        void failIfGone() throws IOException {
            if (gone != null) {
                throw gone;
            }
        }
    }

    /** Ends; commands that run lose their clients. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (SocketChannel channel : open) {
                channel.close();
            }
            for (Path link : links) {
                if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(socket)) {
                    Files.deleteIfExists(link);
                }
            }
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            complaints.accept("the control channel was not closed in order: " + e);
        }
    }
}
