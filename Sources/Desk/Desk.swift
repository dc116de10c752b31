// The Desk room.
