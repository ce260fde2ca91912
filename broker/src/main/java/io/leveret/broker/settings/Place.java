package io.leveret.broker.settings;

/**
 * Where an assignment was found.
 *
 * @param source a file, the name of an environment variable, or {@code --set}
 * @param line the line in the file, from 1; 0 when the source is no file
 */
public record Place(String source, int line) {
    static Place environment(String variable) {
        return new Place("environment variable " + variable, 0);
    }

    static Place option() {
        return new Place("--set", 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
