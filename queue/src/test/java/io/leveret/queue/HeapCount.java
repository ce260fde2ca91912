package io.leveret.queue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** Counts what an object of this package takes on the heap, with all that it refers to, as HotSpot lays it out. */
final class HeapCount {
    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 4;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private long bytes;

    /** In bytes, without {@code others} and what only they refer to. */
    static long of(Object root, Object... others) {
        HeapCount count = new HeapCount();
        Collections.addAll(count.seen, others);
        count.add(root);
        try {
            while (!count.open.isEmpty()) {
                count.visit(count.open.pop());
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return count.bytes;
    }

    private void add(Object object) {
        if (object != null && seen.add(object)) {
            open.push(object);
        }
    }

    private void visit(Object object) throws IllegalAccessException {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            int length = Array.getLength(object);
            bytes += aligned(ARRAY_HEADER + (long) length * size(type.getComponentType()));
            for (int n = 0; !type.getComponentType().isPrimitive() && n < length; n++) {
                add(Array.get(object, n));
            }
            return;
        }
        long own = HEADER;
        for (Class<?> declaring = type; declaring != Object.class; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    own += size(field.getType());
                    if (!field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        add(field.get(object));
                    }
                }
            }
        }
        bytes += aligned(own);
    }

    private static long aligned(long size) {
        return (size + 7) & -8;
    }

    private static int size(Class<?> type) {
        if (type == long.class || type == double.class) {
            return 8;
        } else if (type == int.class || type == float.class) {
            return 4;
        } else if (type == short.class || type == char.class) {
            return 2;
        }
        return type.isPrimitive() ? 1 : REFERENCE;
    }
}
