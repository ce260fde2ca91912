package io.leveret.persistence.log;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Goes through the frames of some files, one at a time. */
final class RunReader {
    private final FrameWalker walker;
    private Iterator<LogFile> files = List.<LogFile>of().iterator();
    private LogFile file;
    private int offset;

    RunReader(FrameWalker walker) {
        this.walker = walker;
    }

    /** From the beginning of these. */
    void begin(List<LogFile> run) {
        files = run.iterator();
        file = null;
    }

    /**
     * Shows the next frame.
     *
     * @param begun hears of each file before its first frame
     * @return its size, or 0 if there is none
     */
    int next(RecordVisitor visitor, Consumer<LogFile> begun) throws IOException {
        while (file == null || offset >= file.end()) {
            if (!files.hasNext()) {
                return 0;
            }
            file = files.next();
            offset = SlotHeader.BYTES;
            begun.accept(file);
            walker.file(file.file);
        }
        try {
            return show(visitor);
        } catch (IOException e) {
            file.decline.spoilt = true;
            throw e;
        }
    }

    private int show(RecordVisitor visitor) throws IOException {
        FrameHeader header = walker.at(offset, file.generation);
        if (header == null || header.generation() != file.generation) {
            throw new IOException("the frame at " + offset + " of " + file.name + " is damaged");
        }
        walker.show(offset, header, visitor);
        offset += header.frameSize();
        return header.frameSize();
    }
}
