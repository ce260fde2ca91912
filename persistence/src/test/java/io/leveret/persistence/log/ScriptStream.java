package io.leveret.persistence.log;

import java.util.Map;
import java.util.TreeMap;

/** One stream of a {@link LogScript}, and what is known of it. */
final class ScriptStream {
    /** One item. */
    static final class Item {
        final long id;
        final TestBody body;
        final boolean passing;

        /** Where the body stands, if it was moved; else the body knows. */
        long place;

        boolean addDurable;
        boolean dropped;
        boolean dropDurable;
        int notes;
        int durableNotes;

        /** The item of another stream that its drop, in the same group, turned into. */
        Item becomes;

        Item(long id, TestBody body, boolean passing) {
            this.id = id;
            this.body = body;
            this.passing = passing;
        }

        long place() {
            return place != 0 ? place : body.place();
        }
    }

    final long number;
    final Map<Long, Item> items = new TreeMap<>();
    long lastId;
    int sequence;
    long mark;
    long durableMark;

    /** Whether its deletion was asked for, and is on disk. */
    boolean deleted;

    boolean deletionDurable;

    ScriptStream(long number) {
        this.number = number;
    }

    int next() {
        return ++sequence & 0xffff;
    }

    static String deletion(long number) {
        return "delete " + number;
    }
}
