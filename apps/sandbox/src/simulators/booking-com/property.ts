/** A rate plan of one room type. Prices are THB in satang (minor units) a night, tax included. */
export type RatePlan = {
  id: string;
  name: string;
  policy: string;
  policyId: string;
  mealPlan: string;
  pricePerNight: number;
  /** Price for one guest alone, in satang; equal to the full price where the property grants no reduction. */
  singlePrice: number;
};

export type RoomType = {
  id: string;
  name: string;
  /** Physical rooms of this type: what is for sale on a date nobody has loaded. */
  units: number;
  maxPersons: number;
  maxChildren: number;
  rates: RatePlan[];
};

export type Property = {
  id: string;
  name: string;
  currency: string;
  /** Commission Booking.com takes, in basis points of the total (1500 = 15 %). */
  commissionBasisPoints: number;
  rooms: RoomType[];
};

/** The practice property: a riverside resort in Thailand with four room types of two rates each. */
export const PRACTICE_PROPERTY: Property = {
  id: '7001234',
  name: 'Banrimkwae Riverside Resort',
  currency: 'THB',
  commissionBasisPoints: 1500,
  rooms: [
    room({ serial: 1, name: 'Riverside Deluxe', units: 12, maxPersons: 2, maxChildren: 1, baht: 4500 }),
    room({ serial: 2, name: 'Garden Villa', units: 8, maxPersons: 3, maxChildren: 1, baht: 5900 }),
    room({ serial: 3, name: 'Family Suite', units: 6, maxPersons: 4, maxChildren: 2, baht: 7200 }),
    room({ serial: 4, name: 'Pool Villa', units: 4, maxPersons: 2, maxChildren: 0, baht: 12500 }),
  ],
};

export function findRoom(property: Property, roomId: string): RoomType | undefined {
  return property.rooms.find((candidate) => candidate.id === roomId);
}

export function findRate(room: RoomType, rateId: string): RatePlan | undefined {
  return room.rates.find((candidate) => candidate.id === rateId);
}

type RoomSeed = Pick<RoomType, 'name' | 'units' | 'maxPersons' | 'maxChildren'> & { serial: number; baht: number };

/** Booking.com numbers its rooms as the property's number followed by two digits. */
function room({ serial, baht, ...rest }: RoomSeed): RoomType {
  return {
    ...rest,
    id: `70012340${serial}`,
    rates: [
      {
        id: `900${serial}001`,
        name: 'Flexible with breakfast',
        policy: 'Flexible - 1 day',
        policyId: '152',
        mealPlan: 'Breakfast is included in the room rate.',
        pricePerNight: baht * 100,
        singlePrice: (baht - 300) * 100,
      },
      {
        id: `900${serial}002`,
        name: 'Non-refundable, room only',
        policy: 'Non-refundable',
        policyId: '1',
        mealPlan: 'No meal is included in this room rate.',
        pricePerNight: Math.round(baht * 0.85) * 100,
        singlePrice: Math.round(baht * 0.85) * 100,
      },
    ],
  };
}
