package io.leveret.management.cli;

/**
 * A column of a list.
 *
 * @param name above it
 * @param path of its value, dots leading inwards
 * @param kind how the value is shown
 */
record Column(String name, String path, Kind kind) {
    /** How values are shown in tables; other outputs have them as they are. */
    enum Kind {
        PLAIN,
        TIME
    }

    /** A column that is called as its value. */
    static Column of(String path) {
        return new Column(path, path, Kind.PLAIN);
    }

    /** A column with a name of its own. */
    static Column of(String name, String path) {
        return new Column(name, path, Kind.PLAIN);
    }

    /** A column of times. */
    static Column time(String name, String path) {
        return new Column(name, path, Kind.TIME);
    }

    /** The same by another name. */
    Column named(String other) {
        return new Column(other, path, kind);
    }

    Object value(Object row) {
        return Values.at(row, path);
    }

    String cell(Object row) {
        Object value = value(row);
        return Cells.safe(kind == Kind.TIME ? Cells.time(value) : Cells.plain(value));
    }
}
