package io.leveret.persistence.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses what to rewrite: adjacent files of which together less than half lives.
 *
 * <p>Most files empty themselves: what is published is consumed soon, and a backlog is drained from its old end. So a
 * file is left alone as long as it still loses what lives in it, and as long as it is among the newest. What is chosen
 * starts at the oldest file that is mostly dead and goes on over its neighbours that are so too, or that are small
 * segments, as long as what lives in them fits into one file. Small segments that have no such neighbour are merged
 * when there are several of like size, so that their number stays bounded and each record is copied few times.
 */
final class RewriteChoice {
    /** So many files that are not written any more must stand behind one of the log. */
    static final int FILES_BEHIND = 2;

    /** What lives in one run: bounds the memory that rewriting takes. */
    private static final int MOST_ENTRIES = 1 << 18;

    /** Read for one run. */
    private static final long MOST_BYTES = 1 << 30;

    private static final int MERGED_SEGMENTS = 4;

    private final LiveCounts counts;
    private final int fileSizeBytes;

    RewriteChoice(LiveCounts counts, int fileSizeBytes) {
        this.counts = counts;
        this.fileSizeBytes = fileSizeBytes;
    }

    /**
     * What to rewrite now; nothing if there is nothing.
     *
     * @param kept all files that count, in the order of the log
     * @param excluded must not be touched
     */
    List<LogFile> next(Collection<LogFile> kept, Set<LogFile> excluded, long nowMs) {
        List<LogFile> files = List.copyOf(kept);
        boolean[] movable = new boolean[files.size()];
        boolean[] ripe = new boolean[files.size()];
        Set<Long> neededBySpoilt = new HashSet<>();
        for (LogFile file : files) {
            if (file.decline.spoilt) {
                // Whose bodies it adds cannot be known.
                neededBySpoilt.add(file.generation);
                neededBySpoilt.addAll(file.bodiesIn());
            }
        }
        for (int i = 0; i < ripe.length; i++) {
            // All are looked at, so that it is known of each since when it is slow.
            boolean slow =
                    isLeft(files.get(i)) && files.get(i).decline.isSlow(counts.weight(files.get(i).generation), nowMs);
            boolean mayGo = !excluded.contains(files.get(i)) && !neededBySpoilt.contains(files.get(i).generation);
            movable[i] = isLeft(files.get(i)) && mayGo && isSettled(files, i);
            ripe[i] = slow && movable[i];
        }
        for (int i = 0; i < ripe.length; i++) {
            if (ripe[i] && isMember(files.get(i))) {
                List<LogFile> run = run(files, ripe, i);
                List<LogFile> whole = withCutOnes(files, movable, run);
                if (!whole.isEmpty() && run.stream().anyMatch(this::isMostlyDead)) {
                    return whole;
                }
                i += run.size() - 1;
            }
        }
        return merging(files, ripe);
    }

    private static boolean isLeft(LogFile file) {
        return file.isLeft() && file.contents() != null && !file.busy();
    }

    /**
     * Whether it is not among the newest, and nobody will add a body any more that stands in it: each who was to do so
     * did, in a file that is known, or said that it will not. So no item is on its way that nobody has yet.
     */
    private boolean isSettled(List<LogFile> files, int index) {
        LogFile file = files.get(index);
        if (file.isSegment()) {
            return true;
        }
        int behind = Math.min(files.size() - 1, index + FILES_BEHIND);
        for (int i = index + 1; i <= behind; i++) {
            if (!isLeft(files.get(i))) {
                return false;
            }
        }
        return behind == index + FILES_BEHIND && file.contents().missingAdds() <= counts.untaken(file.generation);
    }

    /** From one file on. */
    private List<LogFile> run(List<LogFile> files, boolean[] ripe, int first) {
        List<LogFile> run = new ArrayList<>();
        long live = 0;
        long entries = 0;
        long bytes = 0;
        for (int i = first; i < files.size() && ripe[i] && isMember(files.get(i)); i++) {
            LogFile file = files.get(i);
            live += counts.weight(file.generation);
            entries += counts.entries(file.generation);
            bytes += file.end();
            if (!run.isEmpty() && (live > fileSizeBytes || entries > MOST_ENTRIES || bytes > MOST_BYTES)) {
                break;
            }
            run.add(file);
        }
        return run;
    }

    private boolean isMember(LogFile file) {
        return isMostlyDead(file) || file.isSegment() && file.end() <= fileSizeBytes / 4;
    }

    private boolean isMostlyDead(LogFile file) {
        long whole = file.isSegment() ? file.decline.writtenWeight : file.end();
        return counts.weight(file.generation) * 2 < whole;
    }

    /** A file that the next one says the end of goes with that; nothing if it may not. */
    private static List<LogFile> withCutOnes(List<LogFile> files, boolean[] movable, List<LogFile> run) {
        List<LogFile> all = new ArrayList<>(run);
        for (int i = files.indexOf(run.get(0)) - 1; i >= 0 && files.get(i).cutByNext(); i--) {
            if (!movable[i]) {
                return List.of();
            }
            all.add(0, files.get(i));
        }
        return all;
    }

    private List<LogFile> merging(List<LogFile> files, boolean[] ripe) {
        for (int first = 0; first < files.size(); first++) {
            List<LogFile> run = new ArrayList<>();
            long bytes = 0;
            long largest = 0;
            for (int i = first; i < files.size() && ripe[i] && files.get(i).isSegment(); i++) {
                bytes += files.get(i).end();
                largest = Math.max(largest, files.get(i).end());
                if (bytes > fileSizeBytes) {
                    break;
                }
                run.add(files.get(i));
                if (run.size() >= MERGED_SEGMENTS && largest * 2 <= bytes) {
                    return run;
                }
            }
        }
        return List.of();
    }
}
