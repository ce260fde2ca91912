package io.leveret.persistence.disk;

/** What a file of a {@link Disk} may be called. */
final class DiskNames {
    private DiskNames() {}

    /**
     * The name, if it names a file of the directory itself on every system.
     *
     * @throws IllegalArgumentException it is empty, or leads elsewhere
     */
    static String checked(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || !name.chars().allMatch(DiskNames::allowed)) {
            throw new IllegalArgumentException("not the name of a file: '" + name + "'");
        }
        return name;
    }

    private static boolean allowed(int c) {
        return c > ' ' && c < 0x7f && c != '/' && c != '\\' && c != ':';
    }
}
