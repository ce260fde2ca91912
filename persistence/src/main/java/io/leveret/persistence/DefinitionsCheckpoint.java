package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions as they were at some point of the log: in H2's file, and somewhat older in the export, from which the
 * file is rebuilt when it is damaged or gone. Its methods exclude each other.
 */
final class DefinitionsCheckpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsCheckpoint.class);
    private static final String ASIDE = DefinitionsFile.NAME + ".damaged-";

    private final DefinitionsPlace place;
    private final DefinitionsExport export;
    private H2Definitions store;
    private CheckpointMark mark = CheckpointMark.NONE;
    private CheckpointMark exported = CheckpointMark.NONE;

    private DefinitionsCheckpoint(DefinitionsPlace place) {
        this.place = place;
        this.export = new DefinitionsExport(place.disk());
    }

    /**
     * Opens the file, or rebuilds it, or makes a new one if there was nothing.
     *
     * @param acceptLoss whether a file that is damaged beyond repair shall be put aside
     * @throws DefinitionsLostException it is, and shall not
     * @throws IOException the file is in use, of a newer version, or cannot be read or written
     */
    static DefinitionsCheckpoint open(DefinitionsPlace place, boolean acceptLoss) throws IOException {
        DefinitionsCheckpoint checkpoint = new DefinitionsCheckpoint(place);
        boolean opened = false;
        try {
            checkpoint.openBest(acceptLoss);
            opened = true;
            return checkpoint;
        } finally {
            if (!opened) {
                checkpoint.close();
            }
        }
    }

    private void openBest(boolean acceptLoss) throws IOException {
        IOException damage = null;
        boolean present = place.disk().list().contains(DefinitionsFile.NAME);
        if (present) {
            try {
                openStore();
            } catch (DamagedDefinitionsException e) {
                damage = e;
            }
        }
        Optional<CheckpointMark> ofExport = Optional.empty();
        try {
            ofExport = export.mark();
            if (ofExport.isPresent() && (store == null || ofExport.get().number() > mark.number())) {
                rebuild(export.read(), damage == null ? (present ? "older" : "missing") : damage.getMessage());
            }
        } catch (DamagedDefinitionsException e) {
            LOG.warn("{}; a new one will be written", e.getMessage());
            damage = damage == null ? e : damage;
            ofExport = Optional.empty();
        }
        exported = ofExport.orElse(CheckpointMark.NONE);
        if (store == null) {
            begin(damage, present, acceptLoss);
        }
    }

    /** Nothing can be used: fine if there was nothing. */
    private void begin(IOException damage, boolean present, boolean acceptLoss) throws IOException {
        if (damage != null && !acceptLoss) {
            throw new DefinitionsLostException(
                    damage.getMessage() + ", and there is no sound " + DefinitionsExport.NAME
                            + " to rebuild them from; nothing was changed",
                    damage);
        }
        if (damage != null) {
            LOG.warn("definitions are lost, as was accepted: {}", damage.getMessage());
        }
        if (present) {
            putAside();
        }
        openStore();
    }

    private void rebuild(DefinitionsExport.Content content, String why) throws IOException {
        LOG.warn(
                "the definitions in {} are rebuilt from {} and the log ({} records): the file is {}",
                DefinitionsFile.NAME,
                DefinitionsExport.NAME,
                content.records().size(),
                why);
        close();
        mark = CheckpointMark.NONE;
        if (place.disk().list().contains(DefinitionsFile.NAME)) {
            putAside();
        }
        openStore();
        write(content.records(), content.mark());
    }

    private void putAside() throws IOException {
        List<String> names = place.disk().list();
        int number = 1;
        while (names.contains(ASIDE + number)) {
            number++;
        }
        place.disk().rename(DefinitionsFile.NAME, ASIDE + number);
        place.disk().syncDirectory();
        LOG.warn("the former {} is kept as {}", DefinitionsFile.NAME, ASIDE + number);
    }

    private void openStore() throws IOException {
        H2Definitions opened = H2Definitions.open(
                place.directory(), place.scheme(), place.rewriteMinBytes(), place.disk()::syncDirectory);
        try {
            CheckpointMark found = CheckpointMark.of(opened);
            if (found.number() < mark.number()) {
                throw new IOException("the definitions in " + DefinitionsFile.NAME + " are those of write "
                        + found.number() + ", though write " + mark.number() + " was synced");
            }
            mark = found;
            store = opened;
        } finally {
            if (store == null) {
                opened.close();
            }
        }
    }

    /** How far the checkpoint goes. */
    synchronized CheckpointMark mark() {
        return mark;
    }

    /** How far the export goes; nowhere if there is none. */
    synchronized CheckpointMark exported() {
        return exported;
    }

    /** All definitions, by kind and key ascending. */
    synchronized void readAll(DefinitionsStore.Reader reader) {
        if (store == null) {
            throw new IllegalStateException("the checkpoint of the definitions is closed");
        }
        store.read((kind, key, value) -> {
            if (kind != CheckpointMark.KIND) {
                reader.record(kind, key, value);
            }
        });
    }

    /** Forgets positions that another log must have had: this one has not come so far. */
    synchronized void notBeyond(LogPosition end) {
        mark = notBeyond(mark, end);
        exported = notBeyond(exported, end);
    }

    private static CheckpointMark notBeyond(CheckpointMark mark, LogPosition end) {
        return mark.position().compareTo(end) <= 0 ? mark : new CheckpointMark(mark.number(), CheckpointMark.NOWHERE);
    }

    /**
     * Writes changes and the mark in one transaction; returns when they are on disk.
     *
     * @throws IOException they may not be; the next call begins anew with what is on disk
     */
    synchronized void write(List<Change> changes, CheckpointMark next) throws IOException {
        if (store == null) {
            openStore();
        }
        List<Change> all = new ArrayList<>(changes);
        all.add(next.change());
        CompletableFuture<Exception> answer = new CompletableFuture<>();
        store.write(all, new DefinitionsStore.Completion() {
            @Override
            public void durable() {
                answer.complete(null);
            }

            @Override
            public void failed(Exception cause) {
                answer.complete(cause);
            }
        });
        Exception failure = answer.join();
        if (failure != null) {
            close();
            throw new IOException(failure.getMessage(), failure);
        }
        mark = next;
    }

    /** Writes the export of what the checkpoint holds. */
    synchronized void export() throws IOException {
        export.write(mark, this::readAll);
        exported = mark;
    }

    /** Nothing before it is needed of the log, even to rebuild the checkpoint from the export. */
    synchronized LogPosition position() {
        if (exported.number() == mark.number() || exported.position().compareTo(mark.position()) > 0) {
            return mark.position();
        }
        return exported.position();
    }

    @Override
    public synchronized void close() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
