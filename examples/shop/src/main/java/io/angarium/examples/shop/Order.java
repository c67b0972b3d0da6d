package io.angarium.examples.shop;

/**
 * What a customer has ordered.
 *
 * @param number of the order
 * @param item what is wanted
 * @param count how many of it
 * @param state where it is: ORDERED or PACKED
 */
public record Order(long number, String item, int count, String state) {
    /** As a line of the list that customers see. */
    @Override
    public String toString() {
        return number + "\t" + count + "\t" + item + "\t" + state;
    }
}
