package io.leveret.management.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Tells a socket at which somebody listens from one that a dead process left. */
final class LiveSocket {
    private LiveSocket() {}

    static boolean listens(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(SocketPlace.reachable(path)));
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
