package io.leveret.management.admin;

import java.util.List;

/** All definitions at once: to be carried elsewhere, and brought from there. */
public interface DefinitionsAdmin {
    /**
     * How definitions are imported.
     *
     * @param dryRun whether it is only told what would happen
     * @param strict whether what cannot be is refused with everything else; otherwise it is skipped
     * @param user who asks, and gets all permissions in virtual hosts that are new, or null
     * @param hash of what is imported, to be kept so that {@link #importedHash} knows it, or null
     */
    record ImportOptions(boolean dryRun, boolean strict, String user, String hash) {
        /** As an import goes that nothing else is said of. */
        public static final ImportOptions PLAIN = new ImportOptions(false, false, null, null);
    }

    /** What became of an object, or would become. */
    enum Outcome {
        ADDED,
        CHANGED,
        UNCHANGED,
        SKIPPED
    }

    /**
     * One object of an import.
     *
     * @param place in the file, such as {@code queues[12]}
     * @param vhost "" for what belongs to none
     * @param name of the object, for people
     * @param reason why it is skipped, or in what it is other than the file says; else empty
     */
    record ImportResult(String place, String vhost, String name, Outcome outcome, String reason) {}

    /**
     * What there is: queues that are nobody's own, exchanges that somebody declared, all that is said of users and
     * virtual hosts. Sorted, so that the same definitions are always the same set.
     *
     * @param vhost one virtual host, without users and permissions, or null for the whole node
     * @throws AdminException there is no such virtual host
     */
    DefinitionSet export(String vhost) throws AdminException;

    /**
     * Adds what is not there, and changes what can be changed; queues, exchanges and bindings that are there stay as
     * they are. All of it is looked at before anything is done; all of it is on disk when this returns, and after a
     * crash all of it is there or nothing.
     *
     * @return a result for each object, in the order in which they are made
     * @throws AdminException something is wrong in it, and nothing was done; the text says what and where
     */
    List<ImportResult> load(DefinitionSet definitions, ImportOptions options) throws AdminException;

    /** The hash of the last import that had one, or null. */
    String importedHash();
}
