package io.leveret.management.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which node a command is for, and where its socket is. */
public final class TargetNode {
    private final String home;
    private final String asked;

    /**
     * A node by its name.
     *
     * @param named null for the one that the environment names, or the only one of this user
     */
    public TargetNode(Map<String, String> environment, String named) {
        String userHome = environment.get("HOME");
        this.home = userHome == null ? System.getProperty("user.home") : userHome;
        this.asked = named != null ? named : environment.get("RABBITMQ_NODENAME");
    }

    /** Looks for {@code -n} and {@code --node} in the arguments. */
    static TargetNode of(Map<String, String> environment, List<String> arguments) {
        return new TargetNode(environment, named(arguments));
    }

    /** The socket of the node whose data directory this is. */
    public static Path socketIn(Path data) throws IOException {
        return SocketPlace.reachable(data.resolve("admin.sock"));
    }

    private static String named(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals("-n") || argument.equals("--node")) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
            if (argument.startsWith("--node=") || argument.startsWith("-n=")) {
                return argument.substring(argument.indexOf('=') + 1);
            }
            if (argument.equals("--")) {
                break;
            }
        }
        return null;
    }

    /** The socket, by a path short enough to connect to. */
    public Path socket() throws IOException {
        Path link = asked == null ? onlyLink() : SocketPlace.link(home, fullName());
        if (!Files.exists(link)) {
            throw new IOException("there is no " + link);
        }
        return SocketPlace.reachable(link);
    }

    /** {@code NAME} alone is on this host. */
    private String fullName() throws IOException {
        if (asked.indexOf('@') >= 0) {
            return asked;
        }
        Path kernel = Path.of("/proc/sys/kernel/hostname");
        String host = Files.isReadable(kernel) ? Files.readString(kernel).strip() : "localhost";
        int dot = host.indexOf('.');
        return asked + "@" + (dot < 0 ? host : host.substring(0, dot));
    }

    /** The link of the only node that there is; those whose nodes were killed lead to a socket nobody listens at. */
    private Path onlyLink() throws IOException {
        Path directory = SocketPlace.links(home);
        List<Path> links = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.sock")) {
                found.forEach(links::add);
            }
        }
        if (links.size() > 1) {
            links.removeIf(link -> !LiveSocket.listens(link));
        }
        if (links.isEmpty()) {
            throw new IOException("no node of this user is running");
        }
        if (links.size() > 1) {
            throw new IOException("several nodes of this user are running: name one with -n NODE, of " + names(links));
        }
        return links.get(0);
    }

    private static String names(List<Path> links) {
        StringBuilder names = new StringBuilder();
        for (Path link : links) {
            String file = link.getFileName().toString();
            names.append(names.length() == 0 ? "" : ", ").append(file, 0, file.length() - ".sock".length());
        }
        return names.toString();
    }

    /** What is said of one that is to be stopped and is not there. */
    String gone() {
        return "Node " + (asked == null ? "of this user" : asked) + " is no longer running";
    }

    /** What is said when it cannot be reached; the first line is RabbitMQ's. */
    String unreachable(String reason) {
        String node = asked == null ? "of this user" : "'" + asked + "'";
        return "Error: unable to perform an operation on node " + node
                + ". Please see diagnostics information and suggestions below.\n\n"
                + "Most common reasons for this are:\n\n"
                + " * Target node is not running\n"
                + " * Target node belongs to another user of this machine\n"
                + " * Target node has another name\n\n"
                + "DIAGNOSTICS\n===========\n\n"
                + reason + "\n";
    }
}
