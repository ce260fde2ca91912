package io.leveret.broker.simulation;

import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.LoggedBody;
import io.leveret.persistence.log.RecordKind;
import java.nio.ByteBuffer;

/** A writer whose thread may lose its processor just before and just after it hands something over. */
record PreemptedWriter(LogWriter writer, Runnable preempt) implements LogWriter {
    @Override
    public void submit() {
        preempt.run();
        writer.submit();
        preempt.run();
    }

    @Override
    public long submitMarker() {
        return writer.submitMarker();
    }

    @Override
    public ByteBuffer beginBody(LoggedBody body, int bodySize, int size) {
        return writer.beginBody(body, bodySize, size);
    }

    @Override
    public ByteBuffer begin(RecordKind kind, long stream, int sequence, long item, int maxSize) {
        return writer.begin(kind, stream, sequence, item, maxSize);
    }

    @Override
    public ByteBuffer beginAdd(long stream, int sequence, long item, long bodyId, boolean passing, int maxSize) {
        return writer.beginAdd(stream, sequence, item, bodyId, passing, maxSize);
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        writer.dropUpTo(stream, sequence, upToItem, except);
    }

    @Override
    public void definitions(byte[] changes) {
        writer.definitions(changes);
    }

    @Override
    public void end() {
        writer.end();
    }

    @Override
    public void letGo(LoggedBody body, int bodySize) {
        writer.letGo(body, bodySize);
    }

    @Override
    public void letGoUntaken(LoggedBody body, int bodySize) {
        writer.letGoUntaken(body, bodySize);
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        writer.letGo(place, holders, bodySize);
    }

    @Override
    public void letGoAll(long generation, int entries, long weight) {
        writer.letGoAll(generation, entries, weight);
    }

    @Override
    public void awaitParts(int others) {
        writer.awaitParts(others);
    }

    @Override
    public void endPart() {
        writer.endPart();
    }

    @Override
    public long ticket() {
        return writer.ticket();
    }
}
