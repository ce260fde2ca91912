package io.leveret.management.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where nodes and clients meet: {@code admin.sock} in the data directory, and a link to it by the node's name. */
final class SocketPlace {
    /** The longest path that the address of a UNIX-domain socket takes, in bytes; Linux has 108 with a final zero. */
    static final int MAX_PATH_BYTES = 107;

    private SocketPlace() {}

    /** The directory with a link for each node of a user. */
    static Path links(String home) {
        return Path.of(home).resolve(".leveret");
    }

    /** The link of a node. */
    static Path link(String home, String node) {
        return links(home).resolve(node + ".sock");
    }

    static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
    }

    /**
     * The same socket by a path that is short enough: the path itself, or what the link leads to.
     *
     * @throws IOException there is nothing, or no path is short enough
     */
    static Path reachable(Path path) throws IOException {
        if (fits(path) && Files.exists(path)) {
            return path;
        }
        Path real = path.toRealPath();
        if (!fits(real)) {
            throw new IOException(
                    "the path of a socket has at most " + MAX_PATH_BYTES + " bytes, which is too few for " + real);
        }
        return real;
    }
}
