package io.leveret.broker.settings;

/** A key with a value as an operator wrote them, and where. The value may be a secret: it is not in the string form. */
record Assignment(String key, String value, Place place) {
    @Override
    public String toString() {
        return key + " at " + place;
    }
}
