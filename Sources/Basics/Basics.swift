// The Basics room.
