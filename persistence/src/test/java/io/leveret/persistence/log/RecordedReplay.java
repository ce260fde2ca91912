package io.leveret.persistence.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps what a log shows at a start, and answers as a broker would: an item lives that is added and not dropped. */
final class RecordedReplay implements LogReplay {
    record Item(long place, int holders, String rest) {}

    final List<String> definitions = new ArrayList<>();
    final Map<Long, TreeMap<Long, Item>> items = new TreeMap<>();
    final Map<Long, TreeSet<Long>> dropped = new TreeMap<>();
    final Map<Long, List<DropUpTo>> droppedUpTo = new TreeMap<>();
    final Map<Long, TreeSet<Long>> passed = new TreeMap<>();
    final Map<Long, Long> marks = new TreeMap<>();
    final List<String> notes = new ArrayList<>();
    final Map<String, Integer> noteCounts = new HashMap<>();

    /** Streams that were deleted. */
    final Set<Long> gone = new TreeSet<>();

    final List<String> damages = new ArrayList<>();
    final TreeSet<Long> damagedStreams = new TreeSet<>();
    boolean definitionsDamaged;
    boolean anyStreamDamaged;
    boolean firstPassDone;
    boolean endedInGoodOrder;

    record DropUpTo(long upTo, long[] except) {
        boolean drops(long item) {
            return item <= upTo && Arrays.binarySearch(except, item) < 0;
        }
    }

    TreeMap<Long, Item> of(long stream) {
        return items.getOrDefault(stream, new TreeMap<>());
    }

    @Override
    public void passed(long stream, long item) {
        passed.computeIfAbsent(stream, absent -> new TreeSet<>()).add(item);
    }

    @Override
    public void definitions(ByteBuffer changes) {
        definitions.add(text(changes));
        deletion(definitions.get(definitions.size() - 1), gone);
    }

    static void deletion(String change, Set<Long> gone) {
        if (change.startsWith("delete ")) {
            gone.add(Long.parseLong(change.substring("delete ".length())));
        }
    }

    int notesOn(long stream, long item) {
        return noteCounts.getOrDefault(stream + "/" + item, 0);
    }

    @Override
    public void drop(long stream, long item) {
        dropped.computeIfAbsent(stream, key -> new TreeSet<>()).add(item);
    }

    @Override
    public void dropUpTo(long stream, long upToItem, long[] except) {
        droppedUpTo.computeIfAbsent(stream, key -> new ArrayList<>()).add(new DropUpTo(upToItem, except));
    }

    @Override
    public void note(long stream, long item, ByteBuffer rest) {
        noteCounts.merge(stream + "/" + item, 1, Integer::sum);
        notes.add(stream + "/" + item + " " + text(rest));
    }

    @Override
    public void mark(long stream, long value, ByteBuffer rest) {
        marks.merge(stream, value, Math::max);
    }

    @Override
    public void firstPassDone(boolean inGoodOrder) {
        firstPassDone = true;
        endedInGoodOrder = inGoodOrder;
    }

    @Override
    public boolean add(long stream, long item, long place, int holders, ByteBuffer rest) {
        if (!firstPassDone) {
            throw new AssertionError("an item before the end of the first pass");
        }
        if (gone.contains(stream) || isDropped(stream, item)) {
            return false;
        }
        items.computeIfAbsent(stream, key -> new TreeMap<>()).put(item, new Item(place, holders, text(rest)));
        return true;
    }

    boolean isDropped(long stream, long item) {
        return dropped.getOrDefault(stream, new TreeSet<>()).contains(item)
                || droppedUpTo.getOrDefault(stream, List.of()).stream().anyMatch(drop -> drop.drops(item));
    }

    @Override
    public void damaged(long[] streams, boolean anyStream, boolean definitionsToo, String text) {
        damages.add(text);
        for (long stream : streams) {
            damagedStreams.add(stream);
        }
        definitionsDamaged |= definitionsToo;
        anyStreamDamaged |= anyStream;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
