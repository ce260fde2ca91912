package io.leveret.broker.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host, from the kernel where it can be had, since asking a name server may take seconds. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    static String local() {
        try {
            String name = Files.isReadable(KERNEL)
                    ? Files.readString(KERNEL).strip()
                    : InetAddress.getLocalHost().getHostName();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException noName) {
            // A host that does not know its own name can still be reached as this.
            return "localhost";
        }
    }
}
