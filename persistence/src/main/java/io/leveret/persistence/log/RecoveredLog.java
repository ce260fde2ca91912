package io.leveret.persistence.log;

import java.util.List;

/**
 * What was found at a start.
 *
 * @param files that hold something, ascending by generation, open
 * @param spares ready to be written, open
 * @param end of the last file that holds something, or of nothing: (0, 0)
 * @param highestGeneration ever begun, as far as is known
 * @param life of the last start
 * @param endedInGoodOrder whether the last thing in it says so, and nothing is damaged
 * @param salt of its frames, and of those that are to come
 */
record RecoveredLog(
        List<LogFile> files,
        List<LogFile> spares,
        LogPosition end,
        long highestGeneration,
        int life,
        long highestBodyId,
        long highestStream,
        boolean endedInGoodOrder,
        long salt) {}
